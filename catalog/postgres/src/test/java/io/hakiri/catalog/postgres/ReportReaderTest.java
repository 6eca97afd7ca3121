package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Writer;
import io.hakiri.report.Prices;
import io.hakiri.report.Report;
import io.hakiri.report.ReportKind;
import io.hakiri.report.ReportRequest;
import io.hakiri.report.Reporter;
import io.hakiri.report.Span;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reports are read where searches are, and nowhere else. */
final class ReportReaderTest {
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    /** Where it is written nobody is let in any more, once the version of the tables was looked at, as each process does first. */
    @Test
    void reportsAskTheReaderAlone() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"))) {
            for (String database : List.of("hot", "reader")) {
                server.sql("CREATE DATABASE " + database);
                PostgresAddress address = PostgresAddress.parse(server.address(database));
                Migrations.apply(Jdbc.of(address), address.schema());
            }
            try (ShopScene shop = ShopScene.at(server.address("reader"))) {
                shop.declare(ORDERS);
                Writer writer = shop.begin(ORDERS);
                shop.commit(ShopScene.moving(writer, 1, 0, 7, ShopScene.finish()));
            }
            String address = server.address("hot") + "&read-url="
                    + URLEncoder.encode(server.address("reader"), StandardCharsets.UTF_8);
            try (Catalog catalog = PostgresCatalog.open(address, new SecureRandom())) {
                assertThat(catalog.pipeline(ORDERS)).isEmpty();
                server.sql("ALTER DATABASE hot ALLOW_CONNECTIONS false");
                server.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'hot'");
                for (ReportKind kind : ReportKind.values()) {
                    assertThat(report(catalog, kind).rows()).as(kind.word()).hasSize(1);
                    assertThat(report(catalog, kind).runs()).isEqualTo(1);
                }
                Report lag = report(catalog, ReportKind.LAG);
                assertThat(lag.rows().getFirst().keys()).containsExactly("orders", "a");
                assertThat(lag.readLag()).isZero();
            }
        }
    }

    private static Report report(Catalog catalog, ReportKind kind) throws Exception {
        Instant now = Instant.now();
        Span span = new Span(now.minusSeconds(60), now, ZoneOffset.UTC);
        return new Reporter(catalog, null, 100)
                .report(
                        new ReportRequest(kind, ORDERS.project(), List.of(), kind.usual(), span, Prices.NONE),
                        Map.of());
    }
}
