package io.hakiri.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class PictureTest {
    private static Document parsed(String svg) throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> all(Document document, String name) {
        NodeList nodes = document.getElementsByTagNameNS("http://www.w3.org/2000/svg", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void itIsWellFormedAndSaysInWordsWhatItShows() throws ParserConfigurationException, IOException, SAXException {
        Advice advice = Given.advice();
        Document document = parsed(Picture.of(advice));

        assertThat(document.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(document.getDocumentElement().getAttribute("aria-labelledby"))
                .isEqualTo("title desc");
        assertThat(all(document, "title"))
                .singleElement()
                .satisfies(title -> assertThat(title.getTextContent()).isEqualTo("What a month costs, by topology"));
        String description = all(document, "desc").getFirst().getTextContent();
        assertThat(description)
                .contains("lambda-dynamodb costs 23.52 USD a month as things are.", "fargate-rds costs 536.91 USD");
        assertThat(Picture.words(advice))
                .hasSize(advice.breakEvens().size())
                .allSatisfy(word -> assertThat(description).contains(word));
        assertThat(Picture.words(advice).getLast())
                .isEqualTo(
                        "10.5 idle hours a day: below it fargate-rds is cheaper, above it fargate-aurora; both cost 536.93 USD a month");
    }

    @Test
    void everyTopologyHasALineInBothPanelsAndEveryPointARing()
            throws ParserConfigurationException, IOException, SAXException {
        Advice advice = Given.advice();
        Document document = parsed(Picture.of(advice));

        assertThat(all(document, "polyline")).hasSize(2 * advice.compared().size());
        assertThat(all(document, "circle")).hasSize(advice.breakEvens().size());
        assertThat(all(document, "text"))
                .extracting(Element::getTextContent)
                .contains("lambda-dynamodb: 23.52 USD a month (recommended)", "By runs a day", "1,000,000", "20");
    }

    @Test
    void nothingLiesOutside() throws ParserConfigurationException, IOException, SAXException {
        for (Advice advice : List.of(
                Given.advice(),
                Given.advice(Fact.RUNS_PER_DAY, 0),
                Given.advice(Fact.WRITERS, 10_000, Fact.RUNS_PER_DAY, 100_000_000, Fact.SECONDS_PER_RUN, 86_400),
                Given.advice(Fact.SHORTEST_SCHEDULE, "1s", Fact.IDLE_HOURS, 23))) {
            Document document = parsed(Picture.of(advice));
            int height = Integer.parseInt(document.getDocumentElement().getAttribute("height"));
            for (Element line : all(document, "polyline")) {
                for (String point : line.getAttribute("points").split(" ", -1)) {
                    assertThat(Double.parseDouble(point.split(",", -1)[0])).isBetween(0.0, (double) Picture.WIDTH);
                    assertThat(Double.parseDouble(point.split(",", -1)[1])).isBetween(0.0, (double) height);
                }
            }
            assertThat(all(document, "text"))
                    .allSatisfy(text -> assertThat(Double.parseDouble(text.getAttribute("y")))
                            .isLessThan(height));
        }
    }

    @Test
    void whatTheFileOfPricesSaysIsText() {
        Prices file = Prices.standard();
        Prices other = new Prices(file.date(), "<&>", file.checked(), file.otherwise(), file.all());

        assertThat(Picture.of(Advice.of(Workload.ASSUMED, RegionPrices.in("us-east-1", other))))
                .contains("&lt;&amp;&gt;")
                .doesNotContain("<&>");
    }
}
