package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegionPricesTest {
    private static final Prices STANDARD = Prices.standard();

    private static Prices with(Map<String, Map<String, Price>> all) {
        return new Prices(STANDARD.date(), STANDARD.currency(), STANDARD.checked(), STANDARD.otherwise(), all);
    }

    @Test
    void aRegionThatTheFileLacksIsRefusedWithThoseItHas() {
        assertThatThrownBy(() -> RegionPrices.in("sa-east-1", STANDARD))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(
                        "region: expected one that the file of prices has: eu-central-1, eu-west-1, us-east-1, given sa-east-1");
    }

    @Test
    void everyRegionOfTheStandardFileHasAllItsOwnPrices() {
        assertThat(STANDARD.regions()).containsExactly("eu-central-1", "eu-west-1", "us-east-1");
        for (String region : STANDARD.regions()) {
            assertThat(RegionPrices.in(region, STANDARD).otherRegions()).isEmpty();
        }
    }

    @Test
    void allThatAFileLacksIsSaidAtOnce() {
        Map<String, Map<String, Price>> all = new HashMap<>(STANDARD.all());
        all.remove("alb.hour");
        all.remove("dynamodb.write");

        assertThatThrownBy(() -> RegionPrices.in("us-east-1", with(all)))
                .isInstanceOf(WrongInput.class)
                .hasMessage("""
                        prices: expected a price of alb.hour, which a topology has on its bill; there is none
                        prices: expected a price of dynamodb.write, which a topology has on its bill; there is none""");
    }

    @Test
    void aPriceOfAnotherRegionStandsInAndThatIsSaid() {
        Map<String, Map<String, Price>> all = new HashMap<>(STANDARD.all());
        Map<String, Price> frankfurtAlone = new HashMap<>(all.getOrDefault("alb.hour", Map.of()));
        frankfurtAlone.keySet().retainAll(Set.of("eu-central-1"));
        all.put("alb.hour", frankfurtAlone);

        RegionPrices prices = RegionPrices.in("us-east-1", with(all));

        assertThat(prices.otherRegions()).containsExactly("eu-central-1");
        assertThat(Advice.of(Workload.ASSUMED, prices).remarks())
                .containsExactly("The file of prices lacks some of us-east-1: those of eu-central-1 stand in.");
    }
}
