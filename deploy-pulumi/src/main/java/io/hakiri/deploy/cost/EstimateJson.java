package io.hakiri.deploy.cost;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.topology.Prices;

/** An estimate for programs. Numbers are exact. */
public final class EstimateJson {
    private EstimateJson() {}

    /** As a tree. */
    public static ObjectNode of(Estimate estimate) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Prices prices = estimate.prices();
        json.put("region", estimate.region());
        estimate.otherRegions().forEach(json.putArray("pricesOfOtherRegions")::add);
        json.put("pricesOf", prices.date().toString());
        json.put("pricesChecked", prices.checked());
        json.put("currency", prices.currency());
        json.put("total", estimate.total());
        json.put("fixed", estimate.fixed());
        json.put("growing", estimate.growing());
        estimate.drivers().forEach(json.putArray("drivers")::add);
        lines(estimate, json.putArray("lines"));
        ObjectNode usage = json.putObject("usage");
        estimate.usage().figures().forEach((figure, value) -> usage.put(figure.word(), value));
        estimate.missing().forEach(json.putArray("missing")::add);
        ObjectNode free = json.putObject("free");
        estimate.free().forEach(free::put);
        Estimate.NOT_COUNTED.forEach(json.putArray("notCounted")::add);
        return json;
    }

    private static void lines(Estimate estimate, ArrayNode lines) {
        for (Line line : estimate.lines()) {
            ObjectNode json = lines.addObject();
            json.put("area", line.area().words());
            json.put("what", line.what());
            json.put("price", line.price().key());
            json.put("quantity", line.quantity());
            json.put("unit", line.price().per());
            json.put("unitPrice", line.price().amount());
            json.put("approximate", line.price().isApproximate());
            json.put("amount", line.amount());
            json.put("fixed", line.isFixed());
            json.put("source", line.price().source());
            line.resources().forEach(json.putArray("resources")::add);
        }
    }
}
