package io.hakiri.deploy.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.core.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A policy of IAM, statement by statement. */
public final class Policy {
    /** The language of policies, whose version is a date. */
    public static final String VERSION = "2012-10-17";

    private final List<Output<ObjectNode>> statements = new ArrayList<>();

    /**
     * Allows actions on what is named.
     *
     * @param id of the statement: letters and digits
     */
    public Policy allow(String id, List<String> actions, Output<String> resource) {
        return allow(id, actions, List.of(resource), Map.of());
    }

    /** Likewise, on several. */
    public Policy allow(String id, List<String> actions, List<Output<String>> resources) {
        return allow(id, actions, resources, Map.of());
    }

    /**
     * Likewise, where the conditions hold.
     *
     * @param conditions by operator, then by key
     */
    public Policy allow(
            String id,
            List<String> actions,
            List<Output<String>> resources,
            Map<String, Map<String, String>> conditions) {
        statements.add(Output.all(resources).applyValue(arns -> statement(id, actions, arns, conditions)));
        return this;
    }

    private static ObjectNode statement(
            String id, List<String> actions, List<String> resources, Map<String, Map<String, String>> conditions) {
        ObjectNode statement =
                JsonNodeFactory.instance.objectNode().put("Sid", id).put("Effect", "Allow");
        actions.forEach(statement.putArray("Action")::add);
        resources.forEach(statement.putArray("Resource")::add);
        if (!conditions.isEmpty()) {
            ObjectNode condition = statement.putObject("Condition");
            conditions.forEach((operator, keys) -> {
                ObjectNode of = condition.putObject(operator);
                keys.forEach(of::put);
            });
        }
        return statement;
    }

    /** Whether it allows nothing. */
    public boolean isEmpty() {
        return statements.isEmpty();
    }

    /** As IAM takes it. */
    public Output<String> json() {
        return Output.all(statements).applyValue(all -> {
            ObjectNode policy = JsonNodeFactory.instance.objectNode().put("Version", VERSION);
            ArrayNode array = policy.putArray("Statement");
            all.forEach(array::add);
            return policy.toString();
        });
    }
}
