package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import io.hakiri.catalog.postgres.PostgresAddress.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address says, and what is said of a wrong one. */
class PostgresAddressTest {
    private static PostgresAddress address(String text) {
        return PostgresAddress.parse(text);
    }

    @Test
    void anAddressWithoutOptionsIsAsSafeAsItCanBe() {
        PostgresAddress address = address("postgresql://ann:secret@db.example/catalog");

        assertThat(address.host()).isEqualTo("db.example");
        assertThat(address.port()).isEqualTo(5432);
        assertThat(address.database()).isEqualTo("catalog");
        assertThat(address.user()).isEqualTo("ann");
        assertThat(address.login()).isEqualTo(new Login.Password("secret"));
        assertThat(address.tls()).isEqualTo(new Tls.Verified(null));
        assertThat(address.pooled()).isFalse();
        assertThat(address.poolSize()).isEqualTo(10);
        assertThat(address.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(address.callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(address.schema()).isEqualTo("hakiri");
        assertThat(address.resourceId()).isEmpty();
        assertThat(address.synchronousStandby()).isFalse();
        assertThat(address.reader()).isEmpty();
        assertThat(address.workers()).isEmpty();
    }

    @Test
    void everyOptionIsRead() {
        PostgresAddress address =
                address("postgres://ann@[::1]:5433/catalog?sslrootcert=/etc/roots.pem&pooler=transaction"
                        + "&pool-size=500&connect-timeout=PT0.5S&call-timeout=1m30s&auth=iam&region=eu-west-1"
                        + "&iam-host=db.abc.eu-west-1.rds.amazonaws.com:5432&resource-id=db-ABC&schema=state_2&standby=synchronous"
                        + "&read-url=postgresql%3A%2F%2Fbob%3Ap%2540w%40reader%2Fcatalog%3Fsslmode%3Ddisable");

        assertThat(address.host()).isEqualTo("::1");
        assertThat(address.place()).isEqualTo("[::1]:5433/catalog");
        assertThat(address.tls()).isEqualTo(new Tls.Verified(Path.of("/etc/roots.pem")));
        assertThat(address.pooled()).isTrue();
        assertThat(address.poolSize()).isEqualTo(500);
        assertThat(address.connectTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(address.callTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(address.login()).isEqualTo(new Login.Iam("db.abc.eu-west-1.rds.amazonaws.com", 5432, "eu-west-1"));
        assertThat(address.resourceId()).contains("db-ABC");
        assertThat(address.schema()).isEqualTo("state_2");
        assertThat(address.synchronousStandby()).isTrue();
        PostgresAddress reader = address.reader().orElseThrow();
        assertThat(reader.login()).isEqualTo(new Login.Password("p@w"));
        assertThat(reader.tls()).isEqualTo(new Tls.Disabled());
    }

    @Test
    void aSecretNamesTheUserItself() {
        PostgresAddress address = address(
                "postgresql://db/catalog?auth=secret&secret=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf");

        assertThat(address.user()).isNull();
        assertThat(address.login())
                .isEqualTo(new Login.Secret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", null));
        assertThat(address.shown()).isEqualTo("postgresql://db:5432/catalog");
    }

    @Test
    void workersHaveARoleAndMayHaveASecret() {
        assertThat(address("postgresql://u@h/d?workers=_hakiri_2").workers())
                .contains(new Workers("_hakiri_2", Optional.empty()));
        assertThat(address("postgresql://u@h/d?workers=w&workers-secret=prod/w&region=eu-west-1")
                        .workers())
                .contains(new Workers("w", Optional.of(new Login.Secret("prod/w", "eu-west-1"))));
        assertThat(address("postgresql://h/d?auth=secret&secret=s&workers=w").workers())
                .contains(new Workers("w", Optional.empty()));
    }

    @Test
    void whatHasAMeaningInAUrlIsPercentEncoded() {
        PostgresAddress address = address("postgresql://a%3An%40n:%2Fp%3F%23%25+%C3%A4@db/cat%20a+log");

        assertThat(address.user()).isEqualTo("a:n@n");
        assertThat(address.login()).isEqualTo(new Login.Password("/p?#%+ä"));
        assertThat(address.database()).isEqualTo("cat a+log");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u@h/d?pol-size=5, option, 'pol-size (did you mean pool-size?)'",
        "postgresql://u@h/d?Schema=x, option, 'Schema (did you mean schema?)'",
        "postgresql://u@h/d?sslmod=disable, option, 'sslmod (did you mean sslmode?)'",
        "postgresql://u@h/d?connect_timeout=3s, option, 'connect_timeout (did you mean connect-timeout?)'",
        "postgresql://u@h/d?whatever=1, option, whatever",
        "postgresql://u@h/d?sslmode=require, sslmode, require",
        "postgresql://u@h/d?sslmode=disable&sslmode=disable, sslmode, twice",
        "postgresql://u@h/d?sslmode=disable&sslrootcert=f, sslrootcert, sslmode=disable",
        "postgresql://u@h/d?pooler=session, pooler, session",
        "postgresql://u@h/d?pool-size=0, pool-size, 0",
        "postgresql://u@h/d?pool-size=501, pool-size, 501",
        "postgresql://u@h/d?pool-size=1.5, pool-size, 1.5",
        "postgresql://u@h/d?call-timeout=30, call-timeout, 30",
        "postgresql://u@h/d?call-timeout=2h, call-timeout, 2h",
        "postgresql://u@h/d?call-timeout=-PT5S, call-timeout, -PT5S",
        "postgresql://u@h/d?schema=Hakiri, schema, Hakiri",
        "postgresql://u@h/d?schema=pg_x, schema, pg_x",
        "postgresql://u@h/d?standby=async, standby, async",
        "postgresql://u@h/d?secret=x, secret, auth=password",
        "postgresql://u@h/d?region=x, region, auth=password",
        "postgresql://u@h/d?workers=w&region=x, region, auth=password",
        "postgresql://u@h/d?workers=Worker, workers, Worker",
        "postgresql://u@h/d?workers=a%22b, workers, a",
        "postgresql://u@h/d?workers=2w, workers, 2w",
        "postgresql://u@h/d?workers=pg_w, workers, pg_w",
        "postgresql://u@h/d?workers=rds_iam, workers, rds_iam",
        "postgresql://u@h/d?workers=public, workers, public",
        "postgresql://u@h/d?workers=u, workers, u",
        "postgresql://u@h/d?worker=w, option, 'worker (did you mean workers?)'",
        "postgresql://u@h/d?workers-secret=s, workers-secret, no workers",
        "postgresql://u@h/d?read-url=postgresql%3A%2F%2Fu%40r%2Fd%3Fworkers%3Dw, read-url, one with them",
        "postgresql://u@h/d?auth=secret&secret=x, user, u",
        "postgresql://h/d?auth=secret, secret, none",
        "postgresql://u@h/d?auth=iam&sslmode=disable, auth, sslmode=disable",
        "postgresql://u@h/d?read-url=mysql%3A%2F%2Fx, read-url: catalog address, something else",
        "postgresql://u@h/d?schema, options, something else",
        "postgresql://u@h/d?schema=, options, something else",
        "postgresql://h/d, user, none",
        "postgresql://u@h, database, none",
        "postgresql://u@h/, database, none",
        "postgresql://u@/d, host, none",
        "postgresql://u@h:0/d, port, something else",
        "postgresql://u@h:65536/d, port, something else",
    })
    void aWrongPartIsNamed(String text, String field, String given) {
        assertThatThrownBy(() -> address(text)).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.given()).contains(given);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hidden@h1,h2/d",
                "postgresql://u:hid/den@h/d",
                "postgresql://u:hid?den=1@h/d",
                "postgresql://u:hid#den@h/d",
                "postgresql://u:hid@den@h/d",
                "postgresql://u:hidden@h/d@",
                "postgresql://u:hidden",
                "postgresql://u:hidden@h:hidden/d",
                "postgresql://u:hid%zzden@h/d",
                "postgresql://u:hid%00den@h/d",
                "mysql://u:hidden@h/d",
                "u:hidden@h/d",
                "postgresql://u:hidden@h/d?auth=iam",
                "postgresql://u:hidden@h/d?read-url=postgresql%3A%2F%2Fu%3Ahid%252Fden%40%2Fd",
            })
    void noPartOfAPasswordIsShown(String text) {
        assertThatThrownBy(() -> address(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageNotContainingAny("hid", "den");
    }

    @Test
    void anAddressDoesNotShowItsPassword() {
        PostgresAddress address =
                address("postgresql://ann:hidden@db/catalog?read-url=postgresql%3A%2F%2Fu%3Ahidden%40r%2Fd");

        assertThat(address.shown()).isEqualTo("postgresql://ann@db:5432/catalog");
        assertThat(address + " " + address.login() + " " + address.reader()).doesNotContain("hidden");
    }
}
