package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricesTest {
    private static final String FILE = """
            {
              "date": "2027-01-15",
              "currency": "EUR",
              "checked": "by us",
              "otherwise": "eu-north-1",
              "prices": {
                "secret.month": {"per": "secret-month", "eu-north-1": 2.5, "eu-west-3": 3, "approximate": ["eu-west-3"],
                  "source": "https://prices.example.com/"}
              }
            }
            """;

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("ours.json"), text);
    }

    private ListAssert<String> assertWrong(String text) throws IOException {
        Path file = file(text);
        return assertThatThrownBy(() -> Prices.read(file))
                .isInstanceOf(WrongInput.class)
                .extracting(thrown -> ((WrongInput) thrown)
                        .problems().stream()
                                .map(problem -> problem.replace(file.toString(), "FILE"))
                                .toList())
                .asInstanceOf(list(String.class));
    }

    @Test
    void theStandardOnesHaveAPriceInEveryRegion() {
        Prices prices = Prices.standard();

        List<String> regions = List.of("eu-central-1", "eu-west-1", "us-east-1");
        assertThat(prices.all()).hasSizeGreaterThan(60).allSatisfy((key, price) -> {
            assertThat(price).as(key).containsOnlyKeys(regions);
            assertThat(price.values())
                    .as(key)
                    .allSatisfy(one -> assertThat(one.amount()).isPositive())
                    .allSatisfy(one -> assertThat(one.source()).startsWith("https://aws.amazon.com/"));
        });
        assertThat(prices.currency()).isEqualTo("USD");
    }

    @Test
    void aClassHasItsPriceByItsSize() {
        Prices prices = Prices.standard();
        for (String region : List.of("eu-central-1", "eu-west-1", "us-east-1")) {
            for (String family : List.of("t4g", "m7g", "r7g")) {
                double large = amount(prices, "rds.db." + family + ".large", region);
                assertThat(amount(prices, "rds.db." + family + ".2xlarge", region) / large)
                        .as(family + region)
                        .isBetween(3.95, 4.05);
            }
        }
    }

    private static double amount(Prices prices, String key, String region) {
        return prices.of(key, region).orElseThrow().amount().doubleValue();
    }

    @Test
    void aRegionThatIsNotThereHasThePriceOfTheOneThatStandsIn() throws IOException {
        Price price = Prices.read(file(FILE)).of("secret.month", "sa-east-1").orElseThrow();

        assertThat(price.region()).isEqualTo("eu-north-1");
        assertThat(price.amount()).isEqualByComparingTo("2.5");
    }

    @Test
    void whatIsNoJsonIsSaidWithItsLine() throws IOException {
        assertWrong("{\n  \"date\": 2026-11-30\n}")
                .singleElement()
                .asString()
                .startsWith("FILE, line 2: expected JSON: ");
        assertWrong("[]")
                .containsExactly("FILE: expected a JSON object with date, currency, checked, otherwise and prices");
        assertWrong("").hasSize(1);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws IOException {
        assertWrong("""
                {
                  "date": "30.11.2026",
                  "currency": "Dollar",
                  "otherwise": "eu-north-1",
                  "prizes": {},
                  "prices": {
                    "secret.month": {"per": "secret-month", "eu-north-1": "2.5", "Paris": 3, "source": "a page"},
                    "kms.key-month": {"per": "key-month", "eu-west-3": -1, "approximate": ["eu-west-1"], "source": "https://x.example"},
                    "nat.hour": 0.052
                  }
                }
                """)
                .containsExactlyInAnyOrder(
                        "FILE, prizes: expected one of date, currency, checked, otherwise and prices, given another word",
                        "FILE, date: expected the day of the prices, such as 2026-11-30, given \"30.11.2026\"",
                        "FILE, currency: expected three capital letters, such as USD, given \"Dollar\"",
                        "FILE, checked: expected a text that says when the prices were looked at, and how, given nothing",
                        "FILE, prices.secret.month.source: expected a link to where the price is from, given \"a page\"",
                        "FILE, prices.secret.month.eu-north-1: expected a number of 0 or more, given \"2.5\"",
                        "FILE, prices.secret.month.Paris: expected per, source, approximate or a region such as eu-central-1, given another word",
                        "FILE, prices.kms.key-month.approximate: expected regions that have a price here, given \"eu-west-1\"",
                        "FILE, prices.kms.key-month.eu-west-3: expected a number of 0 or more, given -1",
                        "FILE, prices.kms.key-month.eu-north-1: expected a number, for this region stands in for others, given nothing",
                        "FILE, prices.nat.hour: expected an object with per, source and a number for each region, given 0.052");
    }
}
