package io.hakiri.deploy.piece;

import com.pulumi.resources.ComponentResource;
import com.pulumi.resources.ComponentResourceOptions;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Map;

/** A component of the deployment: what it makes is shown below it, and lives and dies with it. */
public class Piece extends ComponentResource {
    private final String name;

    /**
     * A piece of a kind.
     *
     * @param kind for the type {@code hakiri:deploy:KIND}
     * @param name of this one, which its resources' names begin with
     */
    protected Piece(String kind, String name) {
        this(kind, name, ComponentResourceOptions.Empty);
    }

    /** A piece that is a part of another one. */
    protected Piece(String kind, String name, Piece parent) {
        this(kind, name, ComponentResourceOptions.builder().parent(parent).build());
    }

    private Piece(String kind, String name, ComponentResourceOptions options) {
        super("hakiri:deploy:" + kind, name, options);
        this.name = name;
    }

    /** The name of one of its resources, for Pulumi. */
    protected final String name(String part) {
        return name + "-" + part;
    }

    /** Of a resource of this piece. */
    protected final CustomResourceOptions mine() {
        return CustomResourceOptions.builder().parent(this).build();
    }

    /** Of a resource of this piece that wants others to be there first, although nothing of theirs is in it. */
    protected final CustomResourceOptions after(Resource... others) {
        return CustomResourceOptions.builder()
                .parent(this)
                .dependsOn(List.of(others))
                .build();
    }

    /** Everything of it is made. */
    protected final void done() {
        registerOutputs(Map.of());
    }
}
