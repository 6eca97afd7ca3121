package io.hakiri.deploy.cost;

import io.hakiri.topology.Price;
import java.math.BigDecimal;
import java.util.List;

/**
 * One line of an estimate.
 *
 * @param quantity of a month, in the price's units
 * @param amount of a month, rounded to cents
 * @param isFixed whether it is there when nothing is run, as opposed to growing with use
 * @param resources names of those it is for, sorted
 */
public record Line(
        Area area,
        String what,
        Price price,
        BigDecimal quantity,
        BigDecimal amount,
        boolean isFixed,
        List<String> resources) {
    public Line {
        resources = List.copyOf(resources);
    }
}
