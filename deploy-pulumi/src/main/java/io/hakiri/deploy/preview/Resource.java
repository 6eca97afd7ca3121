package io.hakiri.deploy.preview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A resource as the program registered it.
 *
 * @param urn how Pulumi names it, in one word
 * @param type such as {@code aws:kms/key:Key}
 * @param name the logical name, which the program gave
 * @param parent URN of the component that it is part of, or of the stack
 * @param kind what it is to Pulumi
 * @param inputs what the program said; secrets are {@code {"secret": "[secret]"}}, assets {@code {"asset": …}}, and values of other
 *     resources tokens such as {@code ${catalog.arn}}
 * @param secrets where secrets stand in the inputs, such as {@code environment.variables.TOKEN}
 * @param outputs of a component, what it registered; of others, what the program was answered
 * @param dependencies URNs of all that must be there before it
 * @param propertyDependencies the same by the input that needs it; inputs that need nothing are left out
 */
public record Resource(
        String urn,
        String type,
        String name,
        String parent,
        Kind kind,
        ObjectNode inputs,
        List<String> secrets,
        ObjectNode outputs,
        SortedSet<String> dependencies,
        SortedMap<String, SortedSet<String>> propertyDependencies,
        Options options) {
    /** What a resource is to Pulumi. */
    public enum Kind {
        /** Something that Pulumi makes. */
        MADE,
        /** Something that is there already, and is only looked at. */
        READ,
        /** Nothing of its own: it has parts. */
        COMPONENT
    }

    public Resource {
        inputs = inputs.deepCopy();
        secrets = List.copyOf(secrets);
        outputs = outputs.deepCopy();
        dependencies = Collections.unmodifiableSortedSet(new TreeSet<>(dependencies));
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        propertyDependencies.forEach(
                (property, urns) -> copy.put(property, Collections.unmodifiableSortedSet(new TreeSet<>(urns))));
        propertyDependencies = Collections.unmodifiableSortedMap(copy);
    }

    public boolean isComponent() {
        return kind == Kind.COMPONENT;
    }

    /** The same with what it registered as its outputs. */
    Resource registered(ObjectNode values) {
        return new Resource(
                urn, type, name, parent, kind, inputs, secrets, values, dependencies, propertyDependencies, options);
    }
}
