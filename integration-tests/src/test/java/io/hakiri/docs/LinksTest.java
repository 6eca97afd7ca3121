package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links between files of the repository lead somewhere, down to the heading. */
final class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    /** Written by benchmarks and by the contract kit, and not there yet: to be taken out when they are. */
    private static final Set<Path> NOT_YET =
            Set.of(Pages.DOCS.resolve("contract-table.md"), Pages.DOCS.resolve("performance.md"));

    @Test
    void relativeLinksResolve() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : Pages.all()) {
            for (Pages.Line line : Pages.prose(page)) {
                String text = INLINE_CODE.matcher(line.text()).replaceAll("code");
                for (String target : LINK.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .filter(target -> !ELSEWHERE.matcher(target).matches())
                        .toList()) {
                    links++;
                    if (!resolves(page, target)) {
                        broken.add(line.place() + ": " + target);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).as("links seen").isGreaterThan(10);
    }

    private static boolean resolves(Path page, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty()
                ? page
                : page.resolveSibling(path).toAbsolutePath().normalize();
        if (NOT_YET.contains(file) && !Files.exists(file)) {
            return true;
        }
        return Files.exists(file)
                && file.startsWith(Pages.ROOT)
                && (hash < 0 || headings(file).contains(target.substring(hash + 1)));
    }

    /** As forges name them: in small letters, without punctuation, with dashes for spaces. */
    private static Set<String> headings(Path page) {
        return Pages.prose(page).stream()
                .map(Pages.Line::text)
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+\\s+", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
