package io.hakiri.connectors.singer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Options;
import io.hakiri.connector.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Singer source was told, checked.
 *
 * @param folder where the tap runs
 * @param catalogFile {@code null} where none is given
 */
record SingerSettings(
        Path folder,
        List<String> command,
        List<Setting> config,
        @Nullable String configFile,
        boolean discover,
        @Nullable Path catalogFile,
        String catalogFlag,
        List<String> alsoSelect,
        List<Setting> metadata,
        Duration idleTimeout) {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final long MOST_IDLE_SECONDS = 24 * 3600;
    private static final long FALLBACK_IDLE_SECONDS = 600;
    private static final char JSON_MARK = ':';

    static SingerSettings of(Options options) {
        List<String> command = options.texts("command");
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw permanent("command: expected the tap's program, such as [\"tap-github\"]");
        }
        long idle = options.number("idle_timeout").orElse(FALLBACK_IDLE_SECONDS);
        if (idle < 1 || idle > MOST_IDLE_SECONDS) {
            throw permanent("idle_timeout = " + idle + ": expected 1 to " + MOST_IDLE_SECONDS + " seconds");
        }
        return new SingerSettings(
                options.folder(),
                program(command, options.folder()),
                options.settings("config"),
                options.optionalText("config_file").orElse(null),
                options.values().get("discover") == null || options.flag("discover"),
                options.optionalText("catalog").map(options.folder()::resolve).orElse(null),
                options.optionalText("catalog_flag").orElse("--catalog"),
                options.texts("also_select"),
                options.settings("metadata"),
                Duration.ofSeconds(idle));
    }

    /** A program that is named by a path is looked for in the project's folder; others on the PATH. */
    private static List<String> program(List<String> command, Path folder) {
        List<String> words = new ArrayList<>(command);
        Path beside = folder.resolve(command.getFirst());
        if (command.getFirst().contains("/") && Files.exists(beside)) {
            words.set(0, beside.toAbsolutePath().toString());
        }
        return List.copyOf(words);
    }

    /** The tap's configuration as one document. */
    ObjectNode configuration() {
        ObjectNode all = JSON.createObjectNode();
        if (configFile != null) {
            JsonNode file = read(folder.resolve(configFile), configFile);
            if (!(file instanceof ObjectNode object)) {
                throw permanent(configFile + ": expected a JSON object with the tap's configuration");
            }
            all.setAll(object);
        }
        for (Setting setting : config) {
            int last = setting.name().length() - 1;
            if (setting.name().charAt(last) != JSON_MARK) {
                all.put(setting.name(), setting.value());
                continue;
            }
            String name = setting.name().substring(0, last);
            try {
                all.set(name, JSON.readTree(setting.value()));
            } catch (JsonProcessingException e) {
                throw permanent("config: " + name + ":= expected JSON behind it (not shown here)");
            }
        }
        return all;
    }

    /** Values that nobody may see. */
    List<String> secrets() {
        return config.stream()
                .filter(Setting::secret)
                .map(Setting::value)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** A document of a file of the project; what stands in it is not shown. */
    static JsonNode read(Path file, String name) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw permanent(name + ": is no JSON (line " + e.getLocation().getLineNr() + ")");
        } catch (IOException e) {
            throw permanent(name + ": cannot be read; expected a file at " + file);
        }
    }

    static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }
}
