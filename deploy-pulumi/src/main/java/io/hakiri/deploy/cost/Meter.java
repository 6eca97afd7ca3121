package io.hakiri.deploy.cost;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** Puts on a bill what a resource of some type costs, by its inputs. */
@FunctionalInterface
interface Meter {
    void read(Resource resource, Bill bill);

    /** All of them, by type. */
    static Map<String, Meter> all() {
        Map<String, Meter> all = new TreeMap<>();
        all.putAll(ContainerMeters.all());
        all.putAll(FunctionMeters.all());
        all.putAll(DatabaseMeters.all());
        all.putAll(NetworkMeters.all());
        all.putAll(StorageMeters.all());
        all.putAll(WatchMeters.all());
        return all;
    }

    /** Of an input that is a number, or a number's text. */
    static BigDecimal number(JsonNode input, long otherwise) {
        if (input.isNumber()) {
            return input.decimalValue();
        }
        String text = input.asText();
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? new BigDecimal(text) : BigDecimal.valueOf(otherwise);
    }
}
