package io.hakiri.topology;

import io.hakiri.catalog.InvalidInput;
import java.util.Arrays;
import java.util.Locale;

/** What runs where, and where its state is. */
public enum Topology {
    /** The command on one machine, the catalog in a file (SQLite). */
    LOCAL,

    /** The service on Fargate, the catalog in PostgreSQL on RDS. */
    FARGATE_RDS,

    /** The service on Fargate, the catalog in Aurora Serverless. */
    FARGATE_AURORA,

    /** The function, native, the catalog in a table of DynamoDB. */
    LAMBDA_DYNAMODB,

    /** The function, the catalog in PostgreSQL on RDS behind RDS Proxy. */
    LAMBDA_RDS;

    /** As a stack's configuration has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Topology of(String word) {
        return Arrays.stream(values())
                .filter(topology -> topology.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "topology",
                        "one of " + Arrays.stream(values()).map(Topology::word).toList(),
                        word));
    }
}
