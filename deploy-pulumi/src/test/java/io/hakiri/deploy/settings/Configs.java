package io.hakiri.deploy.settings;

import java.util.Map;
import java.util.TreeMap;

/** Configurations of stacks, as tests say them. */
public final class Configs {
    /** In a registry of nobody's account. */
    public static final String IMAGE = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/hakiri:1";

    /** Of nobody's account. */
    public static final String CERTIFICATE =
            "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";

    private Configs() {}

    /** The least that a topology needs in every environment. */
    public static Map<String, String> of(Topology topology, String... more) {
        Map<String, String> config = new TreeMap<>();
        config.put("aws:region", "eu-central-1");
        config.put("hakiri:topology", topology.word());
        if (topology.hasDatabase()) {
            config.put("hakiri:image", IMAGE);
        }
        if (topology.isContainer()) {
            config.put("hakiri:certificate", CERTIFICATE);
        }
        for (int i = 0; i < more.length; i += 2) {
            config.put("hakiri:" + more[i], more[i + 1]);
        }
        return config;
    }
}
