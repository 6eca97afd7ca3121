package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Text comes back byte for byte, and names compare by bytes. */
abstract class TextContract extends Scene {
    private static final List<String> NASTY = List.of(
            "0",
            "00",
            "007",
            "1e3",
            "1.0",
            "-0",
            " 1",
            "1 ",
            " ",
            "NULL",
            "null",
            "true",
            "'",
            "''",
            "\"",
            "`",
            "\\",
            "\\n",
            "%",
            "_",
            ";--",
            "' OR 1=1 --",
            "{}",
            "[]",
            "${x}",
            "$1",
            "?",
            ":p",
            "a",
            "A",
            "ä",
            "a\u0308",
            "ß",
            "SS",
            "é",
            "e\u0301",
            "😀",
            "👩‍👩‍👧",
            "🇨🇭",
            "שלום",
            "\u202eabc",
            "\u200b",
            "\ufeff",
            "\ufffd",
            "\uffff",
            "日本語",
            "\ud83d\ude00",
            "İ",
            "ı",
            "ﬀ",
            "K",
            "Å",
            "\u00a0",
            "/",
            "a/b",
            "#",
            "a#b",
            "\u2028");
    private static final int[] ALPHABET = {
        '0', 'a', 'A', '\'', '"', '\\', '%', ' ', 0xe4, 0x308, 0x301, 0x5d0, 0x202e, 0x1f600, 0x10ffff, 0xffff, 0x20ac
    };

    TextContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static List<String> texts() {
        SplittableRandom random = new SplittableRandom(23);
        List<String> texts = new ArrayList<>(NASTY);
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + random.nextInt(30), 0, ALPHABET.length)
                    .forEach(letter -> text.appendCodePoint(ALPHABET[letter]));
            texts.add(text.toString());
        }
        return texts.stream().distinct().toList();
    }

    @Test
    @Clause("C-23")
    void namesAndPositionsComeBackByteForByte() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Work work = new Work();
        for (String text : texts()) {
            work.moving(new StreamPartition(text, text), 0, token(text));
        }
        commits(goingOn(writer, 1, work));
        reopen();

        List<Cursor> cursors = cursors(orders);
        assertThat(cursors).hasSize(texts().size()).allSatisfy(cursor -> {
            assertThat(cursor.at().partition()).isEqualTo(cursor.at().stream());
            assertThat(cursor.position()).isEqualTo(token(cursor.at().stream()));
        });
        assertThat(cursors).extracting(cursor -> cursor.at().stream()).containsExactlyInAnyOrderElementsOf(texts());
    }

    @Test
    @Clause({"C-23", "C-19"})
    void namesSortByBytesOnEveryPage() {
        PipelineKey orders = declared("orders");
        Work work = new Work();
        texts().forEach(text -> work.moving(new StreamPartition(text, "0"), 0, at(1)));
        commits(goingOn(writing(orders), 1, work));

        assertThat(pages(page -> page(catalog().cursors(orders, page)), 7))
                .extracting(Cursor::at)
                .isSorted()
                .hasSize(texts().size());
    }

    @Test
    @Clause("C-23")
    void namesThatLookAlikeAreDifferent() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        List<String> alike =
                List.of("a", "A", "ä", "a\u0308", "é", "e\u0301", "K", "\u212a", "ß", "ss", "1", "01", "1.0", "a ");
        Work work = new Work();
        for (int i = 0; i < alike.size(); i++) {
            work.moving(alike.get(i), 0, at(i));
        }
        commits(goingOn(writer, 1, work));
        for (int i = 0; i < alike.size(); i++) {
            assertThat(position(orders, alike.get(i))).as(alike.get(i)).isEqualTo(at(i));
        }
        commits(goingOn(writer, 2, new Work().accepting("é", 0, "{}")));
        assertThat(schemas(orders, "e\u0301")).isEmpty();
    }

    @Test
    @Clause("C-23")
    void everyTextOfARunAndOfAPersonComesBack() {
        PipelineKey orders = declared("orders");
        for (String text : Stream.of("0'\"\\", "😀 é e\u0301", "007\n\t\u0001", "\u202eשלום", "x".repeat(4096))
                .toList()) {
            does(catalog().pause(orders, false, new Actor(text, text)));
            assertThat(audit(orders).getLast().actor()).isEqualTo(new Actor(text, text));
            does(catalog().resume(orders, null, new Actor(text, text)));
            catalog().put(new PutPipeline(orders, text, null, null, ANN));
            assertThat(state(orders).manifest()).isEqualTo(text);
            Begin begin =
                    new Begin(orders, RUN_IDS.next(), RequestId.random(), text, TTL, new Trigger.Manual(), Set.of());
            Writer writer = granted(catalog().begin(begin)).writer();
            assertThat(run(writer).worker()).isEqualTo(text);
            commits(new Commit(
                    writer,
                    1,
                    new Work().progress(),
                    new Next.Finish(RunStatus.FAILED, new RunError("transient", text), null)));
            assertThat(run(writer).error()).isEqualTo(new RunError("transient", text));
        }
    }

    @Test
    @Clause({"C-23", "C-16"})
    void keysAndResultsComeBackByteForByteAndAreToldApartByBytes() {
        for (String text : texts()) {
            KeyId key = new KeyId(SHOP, text, text);
            KeyStartResult answer = catalog().start(new KeyStart(key, RequestId.random(), TTL, HOUR));
            assertThat(answer).as(text).isInstanceOf(KeyStartResult.Started.class);
            catalog().complete(new KeyComplete(key, ((KeyStartResult.Started) answer).token(), text));
        }
        for (String text : texts()) {
            assertThat(catalog().start(new KeyStart(new KeyId(SHOP, text, text), RequestId.random(), TTL, HOUR)))
                    .isInstanceOfSatisfying(
                            KeyStartResult.Completed.class,
                            done -> assertThat(done.result()).isEqualTo(text));
        }
    }

    @Test
    @Clause("C-23")
    void theEmptyTextIsATextAndNotNothing() {
        PipelineKey orders = declared("orders");
        commits(goingOn(writing(orders), 1, new Work().moving("a", 0, token("")).accepting("a", 0, "")));
        catalog().put(new PutPipeline(orders, "", null, null, ANN));
        assertThat(position(orders, "a")).isEqualTo(token(""));
        assertThat(schemas(orders, "a").getFirst().shape()).isEmpty();
        assertThat(state(orders).manifest()).isEmpty();
    }

    @Test
    @Clause({"C-23", "C-22"})
    void theNulCharacterAndLoneSurrogatesAreRefusedClearly() {
        for (String bad : List.of("\0", "a\0b", "\ud800", "a\udc00", "\ude00\ud83d")) {
            assertThatThrownBy(() -> token(bad))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("position");
            assertThatThrownBy(() -> StreamPartition.of(bad)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> new PutPipeline(PipelineKey.of("a", "b"), bad, null, null, ANN))
                    .isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> new Actor(bad, "r")).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> new KeyComplete(new KeyId(SHOP, "s", "k"), "t", bad))
                    .isInstanceOf(InvalidInput.class);
        }
    }
}
