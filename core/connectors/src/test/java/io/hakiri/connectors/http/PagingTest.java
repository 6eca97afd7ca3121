package io.hakiri.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.connector.Setting;
import io.hakiri.connectors.SourceReading;
import io.hakiri.connectors.http.FaultyApi.Asked;
import io.hakiri.connectors.http.FaultyApi.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way of paging: all records once, then only new ones, also where a run ends after any batch. */
final class PagingTest {
    private static final HttpSource HTTP = new HttpSource();
    /** A batch for each record. */
    private static final HttpSource TINY = new HttpSource(1, new HttpSource.Pace(InstantSource.system(), _ -> {}));

    private static final int PAGE = 3;
    /** Each sets the answers of its own kind. */
    private static final List<Function<PagingTest, SourceReading>> KINDS =
            List.of(PagingTest::token, PagingTest::offset, PagingTest::pages);

    private final FaultyApi api = new FaultyApi();
    private final List<String> records = new ArrayList<>();

    @AfterEach
    void close() {
        api.close();
    }

    private void add(int from, int to) {
        IntStream.range(from, to).forEach(i -> records.add("{\"id\":" + i + "}"));
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private String page(long from) {
        return records.stream().skip(from).limit(PAGE).collect(Collectors.joining(",", "[", "]"));
    }

    private SourceReading reading(String paging) {
        return new SourceReading(Path.of(".")).option("url", api.url("/items")).option("paging", paging);
    }

    private Reply byToken(Asked asked) {
        long from = asked.params().containsKey("cursor")
                ? Long.parseLong(asked.params().get("cursor").substring(1))
                : 0;
        String next = from + PAGE < records.size() ? "\"t" + (from + PAGE) + "\"" : "null";
        return Reply.json(
                "{\"meta\":{\"deep\":[{\"next\":1}]},\"data\":{\"items\":" + page(from) + "},\"next\":" + next + "}");
    }

    private SourceReading token() {
        api.answering(this::byToken);
        return reading("token")
                .option("records", "/data/items")
                .option("next", "/next")
                .option("page_param", "cursor");
    }

    private Reply byLink(Asked asked) {
        long from = asked.number("after", 0);
        Reply reply = Reply.json(page(from));
        String link = "</items?after=" + (from + PAGE) + ">; rel=\"prev next\"; title=\"a, b\"";
        return from + PAGE < records.size() ? reply.with("Link", "</items>; rel=first, " + link) : reply;
    }

    private SourceReading offset() {
        api.answering(asked -> Reply.json(page(asked.number("skip", 0))));
        return reading("offset").option("page_param", "skip");
    }

    private SourceReading pages() {
        api.answering(asked -> Reply.json(page((asked.number("page", 0) - 1) * PAGE)));
        return reading("offset")
                .option("page_param", "page")
                .option("count", "pages")
                .option("first", 1L);
    }

    @Test
    void aSinglePageIsReadAndThenWhatWasAppended() {
        api.answering(_ -> Reply.json(records.toString()));
        add(0, 4);
        SourceReading reading = reading("none");
        SourceReading.Rows first = reading.all(HTTP);
        assertThat(first.values()).isEqualTo(ids(0, 4));
        assertThat(first.places()).startsWith(api.url("/items") + " page 1 record 1");
        add(4, 6);
        assertThat(reading.after(HTTP, first.last()).values()).isEqualTo(ids(4, 6));
    }

    @Test
    void tokensLeadThroughAllPagesWhereverInThePageTheyStand() {
        add(0, 10);
        SourceReading.Rows rows = token().all(HTTP);
        assertThat(rows.error()).isEqualTo("no trouble");
        assertThat(rows.values()).isEqualTo(ids(0, 10));
        assertThat(api.asked()).containsExactly("/items", "/items?cursor=t3", "/items?cursor=t6", "/items?cursor=t9");
    }

    @Test
    void linksOfTheHeaderLeadThroughAllPages() {
        api.answering(this::byLink);
        add(0, 8);
        assertThat(reading("link").all(HTTP).values()).isEqualTo(ids(0, 8));
    }

    @Test
    void linksInTheDocumentLeadThroughAllPages() {
        add(0, 8);
        api.answering(asked -> {
            long from = asked.number("after", 0);
            return Reply.json("{\"next\":" + (from + PAGE < 8 ? "\"?after=" + (from + PAGE) + "\"" : "\"\"") + ",\"d\":"
                    + page(from) + "}");
        });
        SourceReading reading = reading("link").option("next", "/next").option("records", "/d");
        assertThat(reading.all(HTTP).values()).isEqualTo(ids(0, 8));
    }

    @Test
    void offsetsAndPageNumbersEndWithAnEmptyPage() {
        add(0, 7);
        assertThat(offset().all(HTTP).values()).isEqualTo(ids(0, 7));
        assertThat(api.asked()).containsExactly("/items?skip=0", "/items?skip=3", "/items?skip=6", "/items?skip=7");
        assertThat(pages().all(HTTP).values()).isEqualTo(ids(0, 7));
    }

    @Test
    void aListThatGrowsIsReadOnWhereItEnded() {
        for (Function<PagingTest, SourceReading> kind : KINDS) {
            records.clear();
            add(0, 7);
            Map<String, Position> at = Map.of();
            List<String> all = new ArrayList<>();
            for (int more : new int[] {8, 9, 9, 14}) {
                SourceReading.Rows rows = kind.apply(this).after(HTTP, at);
                assertThat(rows.error()).isEqualTo("no trouble");
                all.addAll(rows.values());
                at = rows.last();
                add(records.size(), more);
            }
            all.addAll(kind.apply(this).after(HTTP, at).values());
            assertThat(all).isEqualTo(ids(0, 14));
        }
    }

    @Test
    void aRunThatEndsAfterAnyBatchGoesOnInThatPage() {
        for (Function<PagingTest, SourceReading> kind : KINDS) {
            records.clear();
            add(0, 11);
            List<String> all = new ArrayList<>();
            Map<String, Position> at = Map.of();
            SourceReading.Rows rows;
            do {
                rows = kind.apply(this).after(TINY, at, 1);
                all.addAll(rows.values());
                at = rows.last();
            } while (!rows.values().isEmpty());
            assertThat(all).isEqualTo(ids(0, 11));
        }
    }

    @Test
    void aPageThatWasReadInPartAndChangedStopsTheRun() {
        add(0, 6);
        SourceReading.Rows part = token().after(TINY, Map.of(), 1);
        assertThat(part.values()).isNotEmpty().hasSizeLessThan(PAGE);
        records.set(0, "{\"id\":77}");
        assertThat(token().after(TINY, part.last()).error())
                .startsWith("PERMANENT")
                .contains("/items page 1: the first")
                .contains("are not what they were")
                .contains("on_change = \"reread\"");
        assertThat(token().option("on_change", "reread")
                        .after(TINY, part.last())
                        .values())
                .startsWith("77", "1", "2", "3");
    }

    @Test
    void restartReadsTheListAnewEachTimeButGoesOnAfterTrouble() {
        add(0, 5);
        SourceReading.Rows part = token().option("at_end", "restart").after(TINY, Map.of(), 1);
        SourceReading.Rows rest = token().option("at_end", "restart").after(TINY, part.last());
        assertThat(part.values().size() + rest.values().size()).isEqualTo(5);
        assertThat(token().option("at_end", "restart").after(TINY, rest.last()).values())
                .isEqualTo(ids(0, 5));
    }

    @Test
    void tokensThatGoRoundInACircleAreNoticed() {
        api.answering(asked -> Reply.json("{\"d\":[{\"id\":" + api.asked().size() + "}],\"next\":\""
                + (asked.params().getOrDefault("c", "b").equals("a") ? "b" : "a") + "\"}"));
        SourceReading reading =
                reading("token").option("records", "/d").option("next", "/next").option("page_param", "c");
        SourceReading.Rows rows = reading.all(HTTP);
        assertThat(rows.error()).startsWith("PERMANENT").contains("round in a circle");
        assertThat(rows.values()).hasSize(3);
    }

    @Test
    void anApiThatDoesNotKnowThePageParameterIsNoticedBeforeRowsComeTwice() {
        add(0, 3);
        api.answering(_ -> Reply.json(page(0)));
        SourceReading.Rows rows = reading("offset").option("page_param", "skip").all(HTTP);
        assertThat(rows.error()).startsWith("PERMANENT").contains("begins with the same record");
        assertThat(rows.values()).isEqualTo(ids(0, 3));
    }

    @Test
    void pagesWithoutRecordsHaveAnEnd() {
        api.answering(asked -> Reply.json("{\"d\":[],\"next\":" + (asked.number("c", 0) + 1) + "}"));
        SourceReading.Rows rows = reading("token")
                .option("records", "/d")
                .option("next", "/next")
                .option("page_param", "c")
                .all(HTTP);
        assertThat(rows.error()).contains("1000 pages without a record");
    }

    @Test
    void emptyPagesNullAndNoContentAreNoTrouble() {
        api.failing(
                Reply.json("{\"d\":null,\"next\":\"x\"}"),
                Reply.json("{\"d\":[{\"id\":1}],\"next\":\"y\"}"),
                new Reply(204, "", Map.of(), -1, false));
        SourceReading.Rows rows = reading("token")
                .option("records", "/d")
                .option("next", "/next")
                .option("page_param", "c")
                .all(HTTP);
        assertThat(rows.error()).contains("no array of records at /d"); // what stands for no content is a bare array
        assertThat(rows.values()).containsExactly("1");
    }

    @Test
    void secretParametersAreInNoPositionAndInNoMessage() {
        add(0, 6);
        api.answering(asked -> {
            assertThat(asked.params()).containsEntry("key", "hunter2").containsEntry("lang", "a b&c");
            long from = asked.number("after", 0);
            return Reply.json(page(from))
                    .with("Link", "</items?key=hunter2&lang=a+b%26c&after=" + (from + PAGE) + ">; rel=next");
        });
        SourceReading reading = reading("link")
                .settings("params", new Setting("key", "hunter2", true), new Setting("lang", "a b&c", false));
        SourceReading.Rows rows = reading.after(HTTP, Map.of(), 2);
        assertThat(rows.values()).isEqualTo(ids(0, 6));
        assertThat(rows.last().toString()).contains("after=6").doesNotContain("hunter2");
        api.failing(Reply.status(400));
        SourceReading.Rows refused = reading.after(HTTP, rows.last());
        assertThat(refused.error()).contains("status 400").doesNotContain("hunter2");
        assertThat(api.asked()).hasSize(3);
    }

    @Test
    void streamsHaveAddressesOfTheirOwn() {
        api.answering(asked -> Reply.json("[{\"path\":\"" + asked.path() + "\"}]"));
        SourceReading reading = reading("none").option("url", api.url("/v1/{stream}/list"));
        assertThat(reading.stream("a b/c").all(HTTP).values()).containsExactly("/v1/a b/c/list");
        assertThat(api.asked()).containsExactly("/v1/a%20b%2Fc/list");
    }
}
