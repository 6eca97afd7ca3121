package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What the pages say to type can be typed. */
final class CommandLinesTest {
    /** In a block: with a prompt or variables before it, if one likes. */
    private static final Pattern LINE =
            Pattern.compile("^\\s*(?:\\$ )?(?:[A-Z_]+=\\S+ )*(?:\\./)?hakiri (?<arguments>[^ ].*)$");

    private static final Pattern INLINE = Pattern.compile("`(?:\\./)?hakiri (?<arguments>[^`]+)`");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    /** What a shell takes for itself. */
    private static final Set<String> SHELL = Set.of("|", ">", ">>", "<", "<(", "&&", ";", "&", "#", "2>/dev/null");

    @Test
    void commandLinesInBlocksParse() {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (Path page : Pages.all()) {
            for (Pages.Block block : Pages.blocks(page)) {
                if (!Set.of("", "sh", "console").contains(block.language())) {
                    continue;
                }
                for (String line : block.text().lines().toList()) {
                    for (MatchResult found : LINE.matcher(line).results().toList()) {
                        lines++;
                        trouble(found.group("arguments"), true)
                                .forEach(text -> wrong.add(block.place() + ": " + line.strip() + ": " + text));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).as("command lines seen").isGreaterThan(20);
    }

    /** In the middle of a sentence a command may be named without all that it needs. */
    @Test
    void commandsNamedInSentencesExist() {
        List<String> wrong = new ArrayList<>();
        for (Path page : Pages.all()) {
            for (Pages.Line line : Pages.prose(page)) {
                for (MatchResult found : INLINE.matcher(line.text()).results().toList()) {
                    trouble(found.group("arguments"), false)
                            .forEach(text -> wrong.add(line.place() + ": " + found.group() + ": " + text));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> trouble(String arguments, boolean whole) {
        List<String> words = words(arguments);
        if (words.isEmpty() || Set.of("test", "bench", "lambda", "deploy").contains(words.getFirst())) {
            return List.of(); // the launcher's own
        }
        try {
            CommandReference.program().parseArgs(words.toArray(String[]::new));
            return List.of();
        } catch (MissingParameterException e) {
            return whole ? List.of(String.valueOf(e.getMessage())) : List.of();
        } catch (ParameterException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> words(String arguments) {
        List<String> words = new ArrayList<>();
        for (MatchResult found : WORD.matcher(arguments).results().toList()) {
            String word =
                    found.group(1) != null ? found.group(1) : found.group(2) != null ? found.group(2) : found.group(3);
            if (SHELL.contains(word)) {
                break;
            }
            if (!word.equals("…")) {
                words.add(word);
            }
        }
        return words;
    }
}
