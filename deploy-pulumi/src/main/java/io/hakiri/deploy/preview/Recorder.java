package io.hakiri.deploy.preview;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.hakiri.deploy.preview.PreviewFailed.Problem;
import io.hakiri.deploy.preview.ResourceGraph.Note;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import pulumirpc.AliasOuterClass.Alias;
import pulumirpc.EngineOuterClass.LogRequest;
import pulumirpc.EngineOuterClass.LogSeverity;
import pulumirpc.Resource.ReadResourceRequest;
import pulumirpc.Resource.ReadResourceResponse;
import pulumirpc.Resource.RegisterResourceOutputsRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.Resource.RegisterResourceRequest.CustomTimeouts;
import pulumirpc.Resource.RegisterResourceResponse;
import pulumirpc.Resource.ResourceInvokeRequest;
import pulumirpc.Resource.ResourceInvokeResponse;

/**
 * Pulumi's engine as far as a program sees it: keeps what the program registers, and answers as if AWS had made it. A request comes in
 * the protocol's words; by which way is no concern of it.
 *
 * <p>The program runs as in {@code pulumi preview}: an output without an answer is not known to it, what is computed of it is neither,
 * and where that arrives in an input the preview fails and names the resources that were asked.
 */
final class Recorder {
    private static final String STACK = "pulumi:pulumi:Stack";

    private final String project;
    private final String stackName;
    private final Answers answers;
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> errors = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private String stack = "";
    private Struct stackOutputs = Struct.getDefaultInstance();

    /** A request that cannot be granted; why is among the {@link #problems()}. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    Recorder(String project, String stackName, Answers answers) {
        this.project = project;
        this.stackName = stackName;
        this.answers = answers;
    }

    /**
     * Registers a resource.
     *
     * @param wanted the outputs that the program can ask of it, as far as they are known: those without an answer are said to be
     *     unknown, which lets the SDK keep whose they are
     */
    synchronized RegisterResourceResponse register(RegisterResourceRequest request, Set<String> wanted) {
        String urn = urn(request.getParent(), request.getType(), request.getName());
        if (request.getType().equals(STACK)) {
            stack = urn;
            return RegisterResourceResponse.newBuilder().setUrn(urn).build();
        }
        if (request.getRemote()) {
            throw refuse("a component of another language, which the preview cannot run", urn);
        }
        Values.Decoded inputs = Values.decoded(request.getObject());
        SortedSet<String> dependencies = new TreeSet<>(request.getDependenciesList());
        SortedMap<String, SortedSet<String>> propertyDependencies = new TreeMap<>();
        request.getPropertyDependenciesMap().forEach((property, of) -> {
            if (of.getUrnsCount() > 0) {
                propertyDependencies.put(property, new TreeSet<>(of.getUrnsList()));
                dependencies.addAll(of.getUrnsList());
            }
        });
        inputs.unknowns().forEach(path -> refuseUnknown("the input " + path, path, urn, propertyDependencies));

        String id = request.getCustom() ? Answers.id(request.getName()) : "";
        Struct outputs = request.getCustom()
                ? outputs(request.getType(), request.getName(), request.getObject(), request)
                : Struct.getDefaultInstance();
        keep(new Resource(
                urn,
                request.getType(),
                request.getName(),
                request.getParent(),
                request.getCustom() ? Resource.Kind.MADE : Resource.Kind.COMPONENT,
                inputs.json(),
                inputs.secrets(),
                Values.decoded(outputs).json(),
                dependencies,
                propertyDependencies,
                options(request)));
        return RegisterResourceResponse.newBuilder()
                .setUrn(urn)
                .setId(id)
                .setObject(request.getCustom() ? Values.withUnknowns(outputs, wanted) : outputs)
                .build();
    }

    synchronized ReadResourceResponse read(ReadResourceRequest request) {
        String urn = urn(request.getParent(), request.getType(), request.getName());
        Values.Decoded inputs = Values.decoded(request.getProperties());
        Struct outputs = answers.outputs(request.getType(), request.getName(), request.getProperties());
        keep(new Resource(
                urn,
                request.getType(),
                request.getName(),
                request.getParent(),
                Resource.Kind.READ,
                inputs.json().put("id", request.getId()),
                inputs.secrets(),
                Values.decoded(outputs).json(),
                new TreeSet<>(request.getDependenciesList()),
                new TreeMap<>(),
                options(RegisterResourceRequest.getDefaultInstance())));
        return ReadResourceResponse.newBuilder()
                .setUrn(urn)
                .setProperties(outputs)
                .build();
    }

    synchronized void outputs(RegisterResourceOutputsRequest request) {
        Values.Decoded outputs = Values.decoded(request.getOutputs());
        String urn = request.getUrn();
        outputs.unknowns().forEach(path -> refuseUnknown("the output " + path, path, urn, new TreeMap<>()));
        if (urn.equals(stack)) {
            stackOutputs = request.getOutputs();
        } else {
            resources.computeIfPresent(urn, (_, resource) -> resource.registered(outputs.json()));
        }
    }

    synchronized ResourceInvokeResponse invoke(ResourceInvokeRequest request) {
        Struct answer = answers.function(request.getTok(), request.getArgs())
                .orElseThrow(() -> refuse(
                        "asks AWS by " + request.getTok()
                                + " while it is planned, and the preview has no answer to that",
                        ""));
        return ResourceInvokeResponse.newBuilder().setReturn(answer).build();
    }

    synchronized void log(LogRequest request) {
        if (request.getSeverity() == LogSeverity.ERROR) {
            errors.add(new Problem(request.getMessage(), request.getUrn(), true));
        } else if (request.getSeverity() != LogSeverity.DEBUG) {
            notes.add(new Note(request.getSeverity() == LogSeverity.WARNING, request.getMessage(), request.getUrn()));
        }
    }

    /** Anything else that a program may ask of an engine. */
    synchronized Refused refuse(String message, String urn) {
        problems.add(new Problem(message, urn, false));
        return new Refused(message);
    }

    /** The stack's URN; empty before it is registered. */
    synchronized String stack() {
        return stack;
    }

    /** What is wrong with what the program asked for. */
    synchronized List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** What the program, or the SDK about it, logged as errors. */
    synchronized List<Problem> errors() {
        return List.copyOf(errors);
    }

    synchronized ResourceGraph graph() {
        return new ResourceGraph(
                stack,
                List.copyOf(resources.values()),
                Values.decoded(stackOutputs).json(),
                notes);
    }

    private void keep(Resource resource) {
        if (resources.putIfAbsent(resource.urn(), resource) != null) {
            throw refuse("there are two of this type and name below the same parent", resource.urn());
        }
    }

    private Struct outputs(String type, String name, Struct inputs, RegisterResourceRequest request) {
        Struct outputs = answers.outputs(type, name, inputs);
        Struct.Builder hidden = outputs.toBuilder();
        for (String property : request.getAdditionalSecretOutputsList()) {
            Value value = outputs.getFieldsMap().get(property);
            if (value != null) {
                hidden.putFields(property, Values.secret(value));
            }
        }
        return hidden.build();
    }

    private void refuseUnknown(
            String what, String path, String urn, SortedMap<String, SortedSet<String>> propertyDependencies) {
        String property = path.split("[.\\[]", 2)[0];
        String asked = propertyDependencies.getOrDefault(property, new TreeSet<>()).stream()
                .map(Recorder::typeAndName)
                .collect(Collectors.joining(", "));
        problems.add(new Problem(
                what + " needs an output that the preview has no answer for"
                        + (asked.isEmpty() ? "" : ", of one of these: " + asked),
                urn,
                false));
    }

    private static String typeAndName(String urn) {
        String[] parts = urn.split("::", 4);
        return parts[parts.length - 1] + " (" + parts[2].substring(parts[2].lastIndexOf('$') + 1) + ")";
    }

    private String urn(String parent, String type, String name) {
        String types = parent.isEmpty() ? "" : parent.split("::", 4)[2];
        String qualified = types.isEmpty() || types.equals(STACK) ? type : types + "$" + type;
        return "urn:pulumi:" + stackName + "::" + project + "::" + qualified + "::" + name;
    }

    private static Options options(RegisterResourceRequest request) {
        SortedMap<String, String> timeouts = new TreeMap<>();
        CustomTimeouts custom = request.getCustomTimeouts();
        Map.of("create", custom.getCreate(), "update", custom.getUpdate(), "delete", custom.getDelete())
                .forEach((operation, timeout) -> {
                    if (!timeout.isEmpty()) {
                        timeouts.put(operation, timeout);
                    }
                });
        List<String> aliases = new ArrayList<>(request.getAliasURNsList());
        for (Alias alias : request.getAliasesList()) {
            aliases.add(alias.hasUrn() ? alias.getUrn() : alias.getSpec().getName());
        }
        return new Options(
                request.getProtect(),
                request.getRetainOnDelete(),
                request.getDeleteBeforeReplaceDefined() ? request.getDeleteBeforeReplace() : null,
                request.getIgnoreChangesList(),
                request.getReplaceOnChangesList(),
                request.getAdditionalSecretOutputsList(),
                timeouts,
                said(request.getProvider()),
                said(request.getVersion()),
                aliases,
                said(request.getDeletedWith()),
                said(request.getImportId()));
    }

    private static @Nullable String said(String text) {
        return text.isEmpty() ? null : text;
    }
}
