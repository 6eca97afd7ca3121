package io.hakiri.deploy.settings;

import java.util.Locale;

/** What runs where, and where its state is. */
public enum Topology {
    /** The service on Fargate, the catalog in PostgreSQL on RDS. */
    FARGATE_RDS,

    /** The service on Fargate, the catalog in Aurora Serverless. */
    FARGATE_AURORA,

    /** The function, native, the catalog in a table of DynamoDB. */
    LAMBDA_DYNAMODB,

    /** The function, the catalog in PostgreSQL on RDS behind RDS Proxy. */
    LAMBDA_RDS;

    /** As it is written in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the runtime is a container, and not a function. */
    public boolean isContainer() {
        return this == FARGATE_RDS || this == FARGATE_AURORA;
    }

    /** Whether the catalog is in PostgreSQL, and not in a table. */
    public boolean hasDatabase() {
        return this != LAMBDA_DYNAMODB;
    }
}
