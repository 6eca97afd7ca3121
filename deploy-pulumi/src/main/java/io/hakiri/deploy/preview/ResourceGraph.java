package io.hakiri.deploy.preview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that a program registered.
 *
 * @param stack URN of the stack, which is the parent of what has no other
 * @param resources sorted by URN, so that a program always gives the same; without the stack
 * @param outputs of the stack; secrets are {@code {"secret": "[secret]"}}
 * @param notes what the program said that is no error, in the order it came
 */
public record ResourceGraph(String stack, List<Resource> resources, ObjectNode outputs, List<Note> notes) {
    private static final Comparator<Resource> BY_NAME =
            Comparator.comparing(Resource::name).thenComparing(Resource::type).thenComparing(Resource::urn);

    /**
     * What the program said.
     *
     * @param urn of the resource it is about; empty where it is about none
     */
    public record Note(boolean warning, String message, String urn) {}

    public ResourceGraph {
        resources =
                resources.stream().sorted(Comparator.comparing(Resource::urn)).toList();
        outputs = outputs.deepCopy();
        notes = List.copyOf(notes);
    }

    public Optional<Resource> find(String urn) {
        return resources.stream().filter(resource -> resource.urn().equals(urn)).findAny();
    }

    /** The one of that type and logical name; throws where there is none, or more than one. */
    public Resource only(String type, String name) {
        List<Resource> found = ofType(type).stream()
                .filter(resource -> resource.name().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " resources of type " + type + " with the name " + name
                    + "; of that type there are "
                    + ofType(type).stream().map(Resource::name).toList());
        }
        return found.getFirst();
    }

    public List<Resource> ofType(String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals(type))
                .toList();
    }

    /** What has that parent, sorted by name. */
    public List<Resource> children(String parent) {
        return resources.stream()
                .filter(resource -> resource.parent().equals(parent))
                .sorted(BY_NAME)
                .toList();
    }
}
