package io.hakiri.lambda.names;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a native program may ask for by name: what the sources that it is made of register, in each of the formats that there are. */
public final class Registered {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "META-INF/native-image/";

    private final Map<String, Set<String>> types = new HashMap<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private final List<Predicate<String>> resources = new ArrayList<>();
    private final Set<String> proxies = new HashSet<>();
    /** All that is in the jars: what is not there is not missed. */
    private final Set<String> files = new HashSet<>();

    private Registered() {}

    /** Of a folder with jars, and of those in the folders in it. */
    public static Registered in(Path sources) throws IOException {
        Registered registered = new Registered();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                registered.read(jar);
            }
        }
        return registered;
    }

    private void read(Path jar) throws IOException {
        try (JarFile in = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                files.add(entry.getName());
                if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".json")) {
                    try (InputStream bytes = in.getInputStream(entry)) {
                        read(entry.getName().substring(entry.getName().lastIndexOf('/') + 1), JSON.readTree(bytes));
                    }
                }
            }
        }
    }

    private void read(String format, JsonNode content) {
        switch (format) {
            case "reachability-metadata.json" -> {
                content.path("reflection").forEach(this::type);
                content.path("resources").forEach(this::resource);
            }
            case "reflect-config.json", "jni-config.json" -> content.forEach(this::type);
            case "resource-config.json" -> {
                JsonNode given = content.path("resources");
                (given.has("includes") ? given.path("includes") : given).forEach(this::resource);
                content.path("globs").forEach(this::resource);
            }
            case "proxy-config.json" ->
                content.forEach(one -> proxy(one.has("interfaces") ? one.path("interfaces") : one));
            default -> {
                // serialization and the like: nothing that is asked for by name
            }
        }
    }

    private void type(JsonNode entry) {
        JsonNode named = entry.has("type") ? entry.path("type") : entry.path("name");
        if (named.isObject()) {
            proxy(named.path("proxy"));
            return;
        }
        Set<String> flags = types.computeIfAbsent(named.asText(), _ -> new HashSet<>());
        entry.properties().stream()
                .filter(field -> field.getValue().asBoolean())
                .forEach(field -> flags.add(field.getKey()));
        Set<String> known = members.computeIfAbsent(named.asText(), _ -> new HashSet<>());
        entry.path("fields").forEach(field -> known.add(field.path("name").asText()));
        Stream.of("methods", "queriedMethods")
                .flatMap(key -> each(entry.path(key)))
                .forEach(method -> known.add(method.path("name").asText()
                        + each(method.path("parameterTypes"))
                                .map(JsonNode::asText)
                                .collect(Collectors.joining(",", "(", ")"))));
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private void proxy(JsonNode interfaces) {
        proxies.add(each(interfaces).map(JsonNode::asText).collect(Collectors.joining(",")));
    }

    private void resource(JsonNode entry) {
        if (entry.has("pattern")) {
            Pattern pattern = Pattern.compile(entry.path("pattern").asText());
            resources.add(name -> pattern.matcher(name).matches());
        } else if (entry.has("glob")) {
            PathMatcher glob = FileSystems.getDefault()
                    .getPathMatcher("glob:" + entry.path("glob").asText());
            resources.add(name -> glob.matches(Path.of(name)));
        }
    }

    /** Whether the native program would not find it. */
    public boolean lacks(Name name) {
        return switch (name.kind()) {
            case "type" -> !types.containsKey(name.what());
            case "member" -> !hasMember(name.what());
            case "resource" ->
                files.contains(name.what()) && resources.stream().noneMatch(known -> known.test(name.what()));
            case "proxy" -> !proxies.contains(name.what());
            default -> false;
        };
    }

    private boolean hasMember(String member) {
        int hash = member.indexOf('#');
        String type = member.substring(0, hash);
        String rest = member.substring(hash + 1);
        Set<String> flags = types.getOrDefault(type, Set.of());
        boolean constructor = rest.startsWith("<init>");
        boolean method = rest.contains("(");
        String kind = constructor ? "Constructors" : method ? "Methods" : "Fields";
        return flags.contains("allDeclared" + kind)
                || flags.contains("allPublic" + kind)
                || flags.contains("queryAllDeclared" + kind)
                || flags.contains("queryAllPublic" + kind)
                || members.getOrDefault(type, Set.of()).contains(rest);
    }
}
