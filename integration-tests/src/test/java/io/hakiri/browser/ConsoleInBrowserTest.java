package io.hakiri.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.it.Program;
import io.hakiri.it.Projects;
import io.hakiri.it.Service;
import io.hakiri.it.TokenIssuer;
import io.hakiri.it.TokenIssuer.SigningKey;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser: it signs in once, shows what happens without being loaded again, can be used from the keyboard, names all
 * that it asks for, and can be read in the dark and on a phone. What it looks like is kept in {@code target/console}.
 */
final class ConsoleInBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of("target/console");
    private static final Pattern LINK = Pattern.compile("(http://\\S+/console/enter\\?ticket=\\S+)");
    private static final PipelineKey KEY = PipelineKey.of("test", "p");
    private static final String PIPELINE = "/console/projects/test/pipelines/p";

    private static final int WIDE = 1200;
    private static final int PHONE = 390;
    private static final int HIGH = 900;

    /** Of text on its ground, as WCAG 2.2 asks for (1.4.3). */
    private static final double LEAST_CONTRAST = 4.5;

    /** The least contrast of all texts of a page, and which text that is. */
    private static final String CONTRAST = """
            () => {
              const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
              const rgb = color => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
                return [...canvas.getImageData(0, 0, 1, 1).data];
              };
              const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = element => {
                for (let e = element; e; e = e.parentElement) {
                  const color = rgb(getComputedStyle(e).backgroundColor);
                  if (color[3] === 255) return color;
                }
                return [255, 255, 255, 255];
              };
              let least = { contrast: 99, text: "" };
              for (const element of document.querySelectorAll("body *")) {
                const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                if (!own || !element.checkVisibility() || element.closest("svg, .unseen")) continue;
                const a = light(rgb(getComputedStyle(element).color)), b = light(ground(element));
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < least.contrast) least = { contrast, text: element.textContent.trim().slice(0, 40) };
              }
              return least;
            }""";

    /** What asks for something and does not say what, and what cannot be reached. */
    private static final String NAMELESS = """
            () => [...document.querySelectorAll("input:not([type=hidden]), select, button, a, img, svg, progress")]
              .filter(e => e.tagName === "IMG" ? e.getAttribute("alt") === null
                : !(e.labels?.length || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.textContent.trim()))
              .map(e => e.outerHTML)""";

    /** The mark of what lives on the page. */
    private static final String SEEN = "() => document.getElementById('live').getAttribute('hx-get')";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Playwright playwright;

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private BrowserContext context;

    @BeforeAll
    static void serve() throws Exception {
        Projects.csv(folder, "jsonl", "schema_change = \"freeze\"", "");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n");
        Program program = Program.in(folder).with(Map.of("HAKIRI_RATE_LIMIT", "off"));
        program.run("run").expect(0);
        service = Service.of(program, folder, "--reconcile-every", "off", "--port", Integer.toString(freePort()));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() {
        playwright.close();
        service.close();
    }

    @BeforeEach
    void open() {
        context = context(WIDE, ColorScheme.LIGHT);
    }

    private static BrowserContext context(int width, ColorScheme scheme) {
        return browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(service.root().toString())
                .setViewportSize(width, HIGH)
                .setColorScheme(scheme));
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        context.close();
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }

    private Page page(BrowserContext of) {
        Page page = of.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private Page signedIn(BrowserContext of, Role role) {
        Page page = page(of);
        page.navigate("/console");
        page.getByLabel("A token of a project").fill(service.token(role));
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Projects")))
                .isVisible();
        return page;
    }

    @Test
    void theLinkOfTheStartSignsInOnce() {
        Matcher link = LINK.matcher(service.said());
        assertThat(link.find()).as(service.said()).isTrue();
        Page page = page(context);
        page.navigate(link.group(1));
        assertThat(page).hasURL(service.root() + "/console");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("test"))
                .click();
        assertThat(page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName("p").setExact(true)))
                .isVisible();
        try (BrowserContext other = context(WIDE, ColorScheme.LIGHT)) {
            Page again = other.newPage();
            again.navigate(link.group(1));
            assertThat(again.getByRole(AriaRole.ALERT).first()).containsText("This link was used");
        }
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page).hasURL(service.root() + "/console/sign-in");
        page.navigate(PIPELINE);
        assertThat(page).hasURL(service.root() + "/console/sign-in");
    }

    /** Two names of this machine are two sites to a browser: what it sends where when one leads to the other is what is looked at. */
    @Test
    void whoSignsInAtAnotherSiteIsInWhenHeComesBack() throws Exception {
        SigningKey key = SigningKey.of("ec", "ES256");
        Path place = folder.resolve("signing-in");
        Projects.csv(place, "jsonl", "", "");
        String port = Integer.toString(freePort());
        String here = "http://localhost:" + port;
        try (TokenIssuer issuer = TokenIssuer.started()) {
            issuer.publish(key);
            issuer.knows(new TokenIssuer.Client(
                    "console",
                    null,
                    here + "/console/sign-in/callback",
                    nonce -> "{\"id_token\":\""
                            + TokenIssuer.token(key, """
                            {"iss":"%s","sub":"ann","aud":"console","exp":%d,"nonce":"%s","hakiri":"test:reader"}""".formatted(
                                            issuer.url(), Instant.now().getEpochSecond() + 3600, nonce))
                            + "\"}"));
            Program program = Program.in(place)
                    .with(Map.of(
                            "HAKIRI_OIDC_ISSUER",
                            issuer.url(),
                            "HAKIRI_OIDC_AUDIENCE",
                            "console",
                            "HAKIRI_OIDC_CLIENT_ID",
                            "console",
                            "HAKIRI_PUBLIC_URL",
                            here));
            try (Service other = Service.of(program, place, "--reconcile-every", "off", "--port", port)) {
                Page page = page(context);
                page.navigate(here + "/console");
                readable(page, "the page to sign in", WIDE);
                picture(page, "sign-in");
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with 127.0.0.1"))
                        .click();
                page.getByText("It is me").click();
                assertThat(page).hasURL(here + "/console");
                assertThat(page.getByText("oidc:ann")).isVisible();
                assertThat(other.said()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void whatHappensIsSeenWithoutLoadingAgain() {
        Page page = signedIn(context, Role.OPERATOR);
        page.navigate(PIPELINE);
        page.evaluate("() => { window.loadedOnce = true; }");
        int before = page.locator("tbody tr th a").count();
        page.getByText("Pause", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        page.getByLabel("Why").first().fill("half a thought");
        Program.in(folder).run("run").expect(0);
        page.waitForCondition(() -> page.locator("#last ~ .wide tbody tr").count() >= 2
                || page.locator("tbody tr th a").count() > before);
        assertThat((Boolean) page.evaluate("() => window.loadedOnce === true")).isTrue();
        assertThat(page.getByLabel("Why").first()).hasValue("half a thought");
    }

    @Test
    void whatWasOpenedStaysOpenAndTheKeyboardStaysWhereItIs() {
        Page page = signedIn(context, Role.OPERATOR);
        page.navigate(PIPELINE);
        page.locator("#live summary").first().focus();
        page.keyboard().press("Enter");
        String seen = (String) page.evaluate(SEEN);
        Program.in(folder).run("run").expect(0);
        page.waitForCondition(() -> !seen.equals(page.evaluate(SEEN)));
        assertThat(page.locator("#live details code").first()).isVisible();
        assertThat(page.locator("#live summary").first()).isFocused();
    }

    @Test
    void aPipelineIsPausedFromTheKeyboard() {
        Page page = signedIn(context, Role.OPERATOR);
        page.navigate(PIPELINE);
        page.keyboard().press("Tab");
        assertThat(page.getByText("To the content")).isFocused();
        for (int i = 0; i < 200 && !focused(page).startsWith("SUMMARY Pause"); i++) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Enter");
        page.keyboard().press("Tab");
        page.keyboard().type("by hand");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Paused: nothing begins any more.");
        assertThat(page.getByText("Paused: by hand")).isVisible();
        page.getByText("Resume", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        page.getByLabel("Why").first().fill("go on");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Resumed.");
    }

    private static String focused(Page page) {
        return (String)
                page.evaluate("() => document.activeElement.tagName + ' ' + document.activeElement.textContent");
    }

    @Test
    void aChangedShapeIsAccepted() {
        Projects.write(folder.resolve("data.csv"), "n,word,wind\n1,one,2.5\n2,two,1.5\n3,three,0.5\n");
        Program.in(folder).run("cursor", "rewind", "p", "--to-start", "--mode", "append", "--reason", "test");
        Program.in(folder).run("run");
        Page page = signedIn(context, Role.OPERATOR);
        page.navigate(PIPELINE + "/schemas");
        assertThat(page.getByText("wind: float64, may be missing")
                        .or(page.getByText("wind: float64"))
                        .first())
                .isVisible();
        picture(page, "schemas");
        page.getByLabel("Why").first().fill("wind is welcome");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Accept"))
                .first()
                .click();
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Decided.");
        assertThat(page.getByText("wind is welcome")).isVisible();
    }

    @Test
    void everyPageIsReadableInTheDarkAndOnAPhoneAndNamesWhatItAsksFor() {
        Actor test = new Actor("test", "to be looked at");
        BackfillId backfill = new BackfillId("spring");
        try (Catalog catalog = service.catalog()) {
            catalog.startBackfill(new StartBackfill(
                    KEY, backfill, StreamPartition.of("other"), at(0), List.of(at(1), at(2), at(3)), test));
            catalog.claimChunk(new ClaimChunk(KEY, backfill, RequestId.random(), "a-worker", Duration.ofMinutes(10)));
            everyPageIsReadable();
            catalog.cancelBackfill(KEY, backfill, test);
        }
    }

    private static Position.Monotonic at(int number) {
        return new Position.Monotonic("{\"offset\":" + number + "}", Bytes.of(new byte[] {(byte) number}));
    }

    private void everyPageIsReadable() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {WIDE, PHONE}) {
                try (BrowserContext of = context(width, scheme)) {
                    Page page = signedIn(of, Role.OPERATOR);
                    for (String path : List.of(
                            "/console",
                            "/console/projects/test",
                            "/console/projects/test/audit",
                            PIPELINE,
                            PIPELINE + "/explain",
                            PIPELINE + "/runs",
                            PIPELINE + "/schemas",
                            PIPELINE + "/backfills",
                            PIPELINE + "/backfills/spring")) {
                        page.navigate(path);
                        page.locator("details").all().forEach(one -> one.evaluate("e => { e.open = true; }"));
                        readable(page, path + " " + scheme + " " + width, width);
                        picture(page, path.substring(path.lastIndexOf('/') + 1) + "-" + scheme + "-" + width);
                    }
                }
            }
        }
    }

    private static void readable(Page page, String what, int width) {
        assertThat(page.locator("h1")).hasCount(1);
        assertThat((List<?>) page.evaluate(NAMELESS))
                .as(what + ": what has no name")
                .isEmpty();
        assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                .as(what + ": as wide as the screen")
                .isLessThanOrEqualTo(width);
        Map<?, ?> least = (Map<?, ?>) page.evaluate(CONTRAST);
        assertThat(Double.parseDouble(String.valueOf(least.get("contrast"))))
                .as("%s: contrast of %s", what, least.get("text"))
                .isGreaterThanOrEqualTo(LEAST_CONTRAST);
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + ".png")));
    }
}
