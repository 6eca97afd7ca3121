package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.topology.Advice;
import io.hakiri.topology.Answer;
import io.hakiri.topology.Bill;
import io.hakiri.topology.BreakEven;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Fit;
import io.hakiri.topology.Measurement;
import io.hakiri.topology.Picture;
import io.hakiri.topology.Rule;
import io.hakiri.topology.Rule.Effect;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An advice as the command line says it. */
final class AdviceOutput {
    private AdviceOutput() {}

    static void show(Output output, Advice advice, @Nullable Measurement measured, @Nullable Path picture) {
        output.document(json(advice, measured, picture), () -> people(output, advice, measured, picture));
    }

    private static void people(Output output, Advice advice, @Nullable Measurement measured, @Nullable Path picture) {
        output.heading("Take " + advice.best().topology().word());
        advice.reasons().forEach(reason -> output.line("  " + reason));
        advice.best().rules(Effect.SPEAKS_AGAINST).forEach(rule -> output.line("  But: " + rule.reason()));
        advice.best().rules(Effect.ADVISES).forEach(rule -> output.line("  " + rule.reason()));
        output.line("");
        output.heading("A month in " + advice.prices().region() + ", in "
                + advice.prices().file().currency() + ", by list prices of "
                + advice.prices().file().date());
        output.list(
                "topologies",
                advice.fits().stream().map(AdviceOutput::row).toList(),
                "topology",
                "monthly",
                "fixed",
                "growing",
                "why");
        output.line("");
        output.heading("For this workload");
        output.list(
                "workload",
                Arrays.stream(Fact.values())
                        .map(fact -> fact(fact, advice.workload().answer(fact)))
                        .toList(),
                "fact",
                "shown",
                "by",
                "meaning");
        if (measured != null) {
            output.line(sentence(measured));
        }
        advice.remarks().forEach(output::line);
        output.line("");
        output.heading("When to look again");
        advice.triggers().forEach(rule -> output.line("  " + rule.trigger()));
        output.line("");
        output.heading("Where two cost the same, all else as it is");
        List<String> words = Picture.words(advice);
        words.forEach(word -> output.line("  " + word));
        if (words.isEmpty()) {
            output.line("  nowhere");
        }
        output.line("");
        output.line("Not counted: " + String.join("; ", Bill.NOT_COUNTED) + ".");
        output.line("Prices: " + advice.prices().file().checked());
        if (picture != null) {
            output.line("Picture: " + picture);
        }
        output.flush();
    }

    private static String sentence(Measurement measured) {
        return "Measured from " + measured.runs() + " runs, from " + measured.from() + " to " + measured.until()
                + (measured.isWhole() ? "." : "; older ones were not read.");
    }

    private static ObjectNode row(Fit fit) {
        List<String> why = new ArrayList<>();
        fit.rules(Effect.RULES_OUT).forEach(rule -> why.add("ruled out: " + rule.reason()));
        if (why.isEmpty()) {
            fit.rules(Effect.SPEAKS_FOR).forEach(rule -> why.add("for it: " + rule.reason()));
            fit.rules(Effect.SPEAKS_AGAINST).forEach(rule -> why.add("against it: " + rule.reason()));
        }
        return head(fit).put("why", String.join(" ", why));
    }

    private static ObjectNode head(Fit fit) {
        return Output.object()
                .put("topology", fit.topology().word())
                .put("monthly", fit.bill().total())
                .put("fixed", fit.bill().fixed())
                .put("growing", fit.bill().growing());
    }

    private static ObjectNode fact(Fact fact, Answer answer) {
        return Output.object()
                .put("fact", fact.word())
                .put("value", plain(answer.value()))
                .put("shown", fact.text(answer.value()))
                .put("by", answer.by().name().toLowerCase(Locale.ROOT))
                .put("meaning", fact.meaning());
    }

    private static BigDecimal plain(double value) {
        return new BigDecimal(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
    }

    private static ObjectNode json(Advice advice, @Nullable Measurement measured, @Nullable Path picture) {
        ObjectNode json = Output.object();
        json.put("recommended", advice.best().topology().word());
        advice.reasons().forEach(json.putArray("reasons")::add);
        json.put("region", advice.prices().region());
        json.put("prices_of", advice.prices().file().date().toString());
        json.put("prices_checked", advice.prices().file().checked());
        json.put("currency", advice.prices().file().currency());
        ArrayNode topologies = json.putArray("topologies");
        advice.fits().forEach(fit -> topologies.add(fit(fit)));
        ArrayNode workload = json.putArray("workload");
        for (Fact fact : Fact.values()) {
            workload.add(fact(fact, advice.workload().answer(fact)));
        }
        json.set("measured", measured == null ? null : measured(measured));
        advice.remarks().forEach(json.putArray("remarks")::add);
        rules(json.putArray("triggers"), advice.triggers(), true);
        ArrayNode points = json.putArray("break_evens");
        advice.breakEvens().forEach(point -> points.add(point(point)));
        Bill.NOT_COUNTED.forEach(json.putArray("not_counted")::add);
        return json.put("picture", Json.text(picture));
    }

    private static ObjectNode measured(Measurement measured) {
        return Output.object()
                .put("runs", measured.runs())
                .put("from", measured.from().toString())
                .put("until", measured.until().toString())
                .put("whole", measured.isWhole());
    }

    private static ObjectNode fit(Fit fit) {
        ObjectNode json = head(fit).put("ruled_out", fit.isRuledOut());
        rules(json.putArray("rules"), fit.holding(), false);
        ArrayNode lines = json.putArray("bill");
        for (Bill.Line line : fit.bill().lines()) {
            lines.addObject()
                    .put("what", line.what())
                    .put("price", line.price().key())
                    .put("quantity", plain(rounded(line.quantity(), 6)))
                    .put("unit", line.price().per())
                    .put("unit_price", line.price().amount())
                    .put("approximate", line.price().isApproximate())
                    .put("monthly", line.amount())
                    .put("fixed", line.isFixed())
                    .put("source", line.price().source());
        }
        return json;
    }

    private static void rules(ArrayNode array, List<Rule> rules, boolean asTriggers) {
        for (Rule rule : rules) {
            ObjectNode json = array.addObject()
                    .put("rule", rule.id())
                    .put("effect", rule.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.put(asTriggers ? "trigger" : "reason", asTriggers ? rule.trigger() : rule.reason());
            ArrayNode about = json.putArray("about");
            rule.about().stream().sorted().forEach(topology -> about.add(topology.word()));
            json.put("fact", rule.fact().word())
                    .put("comparison", rule.comparison().sign())
                    .put("border", plain(rule.border()))
                    .put("basis", rule.basis().name().toLowerCase(Locale.ROOT))
                    .put("source", rule.source());
        }
    }

    private static ObjectNode point(BreakEven point) {
        return Output.object()
                .put("by", point.axis().fact().word())
                .put("at", plain(rounded(point.at(), 2)))
                .put("below", point.below().word())
                .put("above", point.above().word())
                .put("monthly", plain(rounded(point.cost(), 2)));
    }

    private static double rounded(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }
}
