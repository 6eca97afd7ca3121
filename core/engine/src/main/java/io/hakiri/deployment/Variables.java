package io.hakiri.deployment;

/** The environment variables that a process of Hakiri reads. What each takes is said where it is read, and in the documentation. */
public final class Variables {
    /** Every variable of ours begins with it. */
    public static final String PREFIX = "HAKIRI_";

    /** The catalog's address. */
    public static final String CATALOG = "HAKIRI_CATALOG";

    /** The catalog that this one is being moved to: pipelines that have moved are asked for there. */
    public static final String MOVING_TO = "HAKIRI_MOVING_TO";

    /** Where due pipelines run. */
    public static final String EXECUTOR = "HAKIRI_EXECUTOR";

    /** The address to listen at. */
    public static final String HOST = "HAKIRI_HOST";

    /** The port to listen at. */
    public static final String PORT = "HAKIRI_PORT";

    /** How many pipelines run in a process at once. */
    public static final String RUNS = "HAKIRI_RUNS";

    /** How often a service looks for what is due. */
    public static final String RECONCILE_EVERY = "HAKIRI_RECONCILE_EVERY";

    /** The form of the log. */
    public static final String LOG = "HAKIRI_LOG";

    /** Whose JSON Web Tokens are taken. */
    public static final String OIDC_ISSUER = "HAKIRI_OIDC_ISSUER";

    /** What these must say in {@code aud}. */
    public static final String OIDC_AUDIENCE = "HAKIRI_OIDC_AUDIENCE";

    /** Where the issuer's keys are. */
    public static final String OIDC_JWKS = "HAKIRI_OIDC_JWKS";

    /** Which claim says what a caller may. */
    public static final String OIDC_CLAIM = "HAKIRI_OIDC_CLAIM";

    /** As which client of the issuer browsers are sent there to sign in. */
    public static final String OIDC_CLIENT_ID = "HAKIRI_OIDC_CLIENT_ID";

    /** What that client shows. A secret. */
    public static final String OIDC_CLIENT_SECRET = "HAKIRI_OIDC_CLIENT_SECRET";

    /** What is asked of the issuer then. */
    public static final String OIDC_SCOPES = "HAKIRI_OIDC_SCOPES";

    /** Where browsers reach the service. */
    public static final String PUBLIC_URL = "HAKIRI_PUBLIC_URL";

    /** Requests per second of each caller. */
    public static final String RATE_LIMIT = "HAKIRI_RATE_LIMIT";

    /** How much each project may have. */
    public static final String QUOTAS = "HAKIRI_QUOTAS";

    /** What opens the figures of all projects. A secret. */
    public static final String METRICS_TOKEN = "HAKIRI_METRICS_TOKEN";

    /** Where to post events of lineage. */
    public static final String OPENLINEAGE_URL = "HAKIRI_OPENLINEAGE_URL";

    /** A token for it. A secret. */
    public static final String OPENLINEAGE_TOKEN = "HAKIRI_OPENLINEAGE_TOKEN";

    /** What stands before the project in namespaces of lineage. */
    public static final String OPENLINEAGE_NAMESPACE = "HAKIRI_OPENLINEAGE_NAMESPACE";

    /** The folder with secrets of connectors. */
    public static final String SECRETS_DIR = "HAKIRI_SECRETS_DIR";

    /** What a worker is to run, that an executor started. */
    public static final String DISPATCH = "HAKIRI_DISPATCH";

    /** What callers of a function may do who sign their requests. */
    public static final String IAM_GRANTS = "HAKIRI_IAM_GRANTS";

    /** How long before the end of its time a run in a function hands over. */
    public static final String HAND_OVER_BEFORE = "HAKIRI_HAND_OVER_BEFORE";

    /** How many functions may call the next one. */
    public static final String MOST_HOPS = "HAKIRI_MOST_HOPS";

    /** The name under which a service counts its figures in CloudWatch; without it, it does not. */
    public static final String FIGURES = "HAKIRI_FIGURES";

    /** The service that a command asks instead of a catalog. */
    public static final String SERVER = "HAKIRI_SERVER";

    /** The token that a command shows to it. A secret. */
    public static final String TOKEN = "HAKIRI_TOKEN";

    /** The file with that token. */
    public static final String TOKEN_FILE = "HAKIRI_TOKEN_FILE";

    private Variables() {}
}
