package io.hakiri.deploy.piece;

import com.pulumi.core.Output;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is known of several things once all of it is. */
public final class Outputs {
    private Outputs() {}

    /** Values by name, sorted by it. */
    public static Output<Map<String, String>> all(Map<String, Output<String>> values) {
        Map<String, Output<String>> sorted = new TreeMap<>(values);
        List<String> names = List.copyOf(sorted.keySet());
        return Output.all(sorted.values()).applyValue(known -> {
            Map<String, String> all = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                all.put(names.get(i), known.get(i));
            }
            return all;
        });
    }
}
