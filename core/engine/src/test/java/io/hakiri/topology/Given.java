package io.hakiri.topology;

import io.hakiri.topology.Answer.By;

/** Workloads and prices, as tests say them. */
final class Given {
    static final RegionPrices FRANKFURT = RegionPrices.in("eu-central-1", Prices.standard());

    private Given() {}

    /** @param facts and their values in turn, as a person writes them */
    static Workload workload(Object... facts) {
        Workload workload = Workload.ASSUMED;
        for (int i = 0; i < facts.length; i += 2) {
            Fact fact = (Fact) facts[i];
            workload = workload.with(fact, fact.parse(String.valueOf(facts[i + 1])), By.SAID);
        }
        return workload;
    }

    static Advice advice(Object... facts) {
        return Advice.of(workload(facts), FRANKFURT);
    }
}
