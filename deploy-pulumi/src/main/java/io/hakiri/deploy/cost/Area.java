package io.hakiri.deploy.cost;

/** What a line is for, in the order in which lines are shown. */
public enum Area {
    TASKS("tasks on Fargate"),
    FUNCTION("functions"),
    DATABASE("the database"),
    PROXY("the proxy before the database"),
    TABLE("the table"),
    ENDPOINTS("private endpoints"),
    NAT("NAT gateways"),
    LINK("the link to the database"),
    BALANCER("the load balancer"),
    BUCKETS("buckets"),
    ARCHIVE("the archive of runs"),
    WATCH("logs, figures and alarms"),
    KEYS("keys and secrets");

    private final String words;

    Area(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
