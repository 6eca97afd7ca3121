package io.hakiri.deploy.preview;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A graph as a picture, in the language of Mermaid: components are frames, what matters is a box, and an arrow goes from what needs to
 * what is needed, where these are in different components.
 *
 * <p>{@linkplain #PLUMBING Plumbing}, such as attachments of policies and rules of security groups, is left out: its arrows begin and
 * end at the component that it is part of. An arrow to a component is left out where one to a part of it is drawn.
 */
public final class Picture {
    /** Types that say nothing to whoever wants to know how things hang together. */
    private static final Set<String> PLUMBING = Set.of(
            "Alias",
            "BucketLifecycleConfigurationV2",
            "BucketObjectLockConfigurationV2",
            "BucketOwnershipControls",
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketServerSideEncryptionConfigurationV2",
            "BucketVersioningV2",
            "CertificateValidation",
            "ClusterCapacityProviders",
            "ClusterParameterGroup",
            "DefaultSecurityGroup",
            "Eip",
            "EventTarget",
            "FlowLog",
            "FunctionEventInvokeConfig",
            "LifecyclePolicy",
            "ListenerRule",
            "ParameterGroup",
            "Permission",
            "Policy",
            "ProxyDefaultTargetGroup",
            "ProxyTarget",
            "ResourcePolicy",
            "RolePolicy",
            "RolePolicyAttachment",
            "Route",
            "RouteTable",
            "RouteTableAssociation",
            "SecretPolicy",
            "SecretRotation",
            "SecretVersion",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "SecurityGroupRule",
            "SubnetGroup",
            "Target",
            "TargetGroupAttachment",
            "TopicPolicy",
            "TopicSubscription",
            "VaultLockConfiguration",
            "VpcEndpointPolicy");

    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9]+");

    private final ResourceGraph graph;
    private final Map<String, Resource> byUrn = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private record Arrow(String from, String to) implements Comparable<Arrow> {
        @Override
        public int compareTo(Arrow other) {
            int first = from.compareTo(other.from);
            return first == 0 ? to.compareTo(other.to) : first;
        }
    }

    private Picture(ResourceGraph graph) {
        this.graph = graph;
        graph.resources().forEach(resource -> byUrn.put(resource.urn(), resource));
    }

    /** Ends with a line's end. */
    public static String of(ResourceGraph graph) {
        return new Picture(graph).draw();
    }

    private String draw() {
        text.append("flowchart LR\n");
        boxes(graph.stack(), "  ");
        arrows().forEach(arrow -> text.append("  ")
                .append(ids.get(arrow.from()))
                .append(" --> ")
                .append(ids.get(arrow.to()))
                .append('\n'));
        return text.toString();
    }

    private void boxes(String parent, String indent) {
        for (Resource resource : graph.children(parent)) {
            if (!isDrawn(resource)) {
                boxes(resource.urn(), indent);
                continue;
            }
            String id = id(resource);
            if (resource.isComponent()) {
                text.append(indent).append("subgraph ").append(id).append("[\"").append(label(resource.name()));
                text.append("\"]\n");
                boxes(resource.urn(), indent + "  ");
                text.append(indent).append("end\n");
            } else {
                text.append(indent)
                        .append(id)
                        .append("[\"")
                        .append(label(resource.name()))
                        .append("<br/>");
                text.append(label(kind(resource))).append("\"]\n");
            }
        }
    }

    /** Between what is drawn, without those that another says more exactly. */
    private Set<Arrow> arrows() {
        Set<Arrow> all = new TreeSet<>();
        for (Resource resource : graph.resources()) {
            if (resource.isComponent()) {
                continue;
            }
            for (String needed : resource.dependencies()) {
                Optional<String> from = drawn(resource.urn());
                Optional<String> to = drawn(needed);
                if (from.isPresent() && to.isPresent() && areApart(from.get(), to.get())) {
                    all.add(new Arrow(from.get(), to.get()));
                }
            }
        }
        Set<Arrow> exact = new TreeSet<>(all);
        exact.removeIf(arrow -> all.stream().anyMatch(other -> !other.equals(arrow) && saysMore(other, arrow)));
        return exact;
    }

    private boolean saysMore(Arrow arrow, Arrow than) {
        return isWithin(arrow.from(), than.from()) && isWithin(arrow.to(), than.to());
    }

    /** Neither is around the other, and they are in different components. */
    private boolean areApart(String one, String other) {
        return !isWithin(one, other) && !isWithin(other, one) && !frame(one).equals(frame(other));
    }

    /** The component that it is, or is part of. */
    private String frame(String urn) {
        Resource resource = byUrn.get(urn);
        return resource == null || resource.isComponent() ? urn : resource.parent();
    }

    private boolean isWithin(String inner, String outer) {
        String urn = inner;
        while (!urn.equals(outer)) {
            Resource resource = byUrn.get(urn);
            if (resource == null) {
                return false;
            }
            urn = resource.parent();
        }
        return true;
    }

    /** What stands for a resource: itself, or the nearest frame around it. */
    private Optional<String> drawn(String urn) {
        String nearest = urn;
        while (!ids.containsKey(nearest)) {
            Resource resource = byUrn.get(nearest);
            if (resource == null) {
                return Optional.empty();
            }
            nearest = resource.parent();
        }
        return Optional.of(nearest);
    }

    /** A frame without anything in it would be a box without a meaning. */
    private boolean isDrawn(Resource resource) {
        return resource.isComponent()
                ? graph.children(resource.urn()).stream().anyMatch(this::isDrawn)
                : !PLUMBING.contains(kind(resource));
    }

    /** {@code Instance} of {@code aws:rds/instance:Instance}. */
    private static String kind(Resource resource) {
        return resource.type().substring(resource.type().lastIndexOf(':') + 1);
    }

    /** The name, with a number where two would be the same; never a word of the language. */
    private String id(Resource resource) {
        String id = "r_" + UNFIT.matcher(resource.name()).replaceAll("_");
        Set<String> taken = new HashSet<>(ids.values());
        String free = id;
        for (int number = 2; taken.contains(free); number++) {
            free = id + "_" + number;
        }
        ids.put(resource.urn(), free);
        return free;
    }

    /** Mermaid takes {@code #…;} for a character. */
    private static String label(String text) {
        List<String> characters = new ArrayList<>();
        text.codePoints()
                .forEach(code -> characters.add(
                        switch (code) {
                            case '"', '#', '<', '>', '&', ';', '`' -> "#" + code + ";";
                            default -> Character.toString(code);
                        }));
        return String.join("", characters);
    }
}
