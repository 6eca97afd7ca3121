package io.hakiri.deploy.database;

import com.pulumi.core.Output;
import io.hakiri.deploy.network.Group;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL for the catalog, with what its users have to know of it. */
public sealed interface Database permits RdsDatabase, AuroraDatabase {
    /** Where it listens. */
    int PORT = 5432;

    /** The database in it. */
    String NAME = "hakiri";

    /** Who owns it: makes and upgrades tables. */
    String OWNER = "hakiri_owner";

    /** Who runs pipelines. */
    String WORKER = "hakiri_worker";

    /** Its host name. */
    Output<String> host();

    /** Of a reader; {@code null} where there is none. */
    @Nullable
    Output<String> reader();

    /** Its ARN. */
    Output<String> arn();

    /** What AWS calls it for ever, by which a restored copy is known. */
    Output<String> resourceId();

    /** Its name among those of the account. */
    Output<String> identifier();

    /** ARN of the secret with the owner's password, which AWS made and changes. */
    Output<String> ownerSecret();

    /** The security group that it is in. */
    Group group();

    /** How many hosts it has. */
    int hosts();
}
