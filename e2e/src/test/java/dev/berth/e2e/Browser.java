package dev.berth.e2e;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium without a screen; every page that is looked at lands as a picture in target/screenshots. */
final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    /** In CSS pixels; what is narrower is a phone. */
    private static final int LEAST_OF_A_SCREEN = 600;

    private final com.microsoft.playwright.Browser chromium;

    Browser() {
        this(CHROMIUM);
    }

    /** @param program Chromium, or what runs it somewhere else */
    Browser(Path program) {
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A window of its own with its own cookies, which takes the tests' certificates for good. */
    BrowserContext window(Look look) {
        return chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setColorScheme(look.dark ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setHasTouch(look.width < LEAST_OF_A_SCREEN)
                .setIgnoreHTTPSErrors(true)
                .setLocale(look.korean ? "ko-KR" : "en-US"));
    }

    /** Keeps a picture of the whole page. */
    static void picture(Page page, String name, Look look) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + "-" + look.name().toLowerCase(java.util.Locale.ROOT) + ".png"))
                .setFullPage(true));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }

    /** How a person looks at a page. */
    enum Look {
        LIGHT(1280, 800, false, false),
        DARK(1280, 800, true, false),
        PHONE(390, 844, false, false),
        PHONE_DARK(390, 844, true, false),
        KOREAN(1280, 800, false, true);

        private final int width;
        private final int height;
        private final boolean dark;
        private final boolean korean;

        Look(int width, int height, boolean dark, boolean korean) {
            this.width = width;
            this.height = height;
            this.dark = dark;
            this.korean = korean;
        }
    }
}
