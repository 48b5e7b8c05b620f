package dev.berth.e2e;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.berth.e2e.Browser.Look;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/** A person at a browser, doing what people do. */
final class Person implements AutoCloseable {

    private static final Duration COLD_START = Duration.ofMinutes(4);

    private final BrowserContext window;
    private final URI berth;
    private final Look look;
    private Page page;

    Person(Browser browser, URI berth, Look look) {
        this.window = browser.window(look);
        this.berth = berth;
        this.look = look;
        this.page = window.newPage();
    }

    Page page() {
        return page;
    }

    BrowserContext window() {
        return window;
    }

    Person opens(String path) {
        page.navigate(berth.resolve(path).toString());
        return this;
    }

    Person signsIn(String name, String password) {
        opens("/sign-in");
        page.locator("#username").fill(name);
        page.locator("#password").fill(password);
        page.locator("form[action='/sign-in'] button[type=submit]").click();
        page.waitForLoadState();
        return this;
    }

    /** Clicks the thing's own button and waits until its picture is there. */
    Person launches(String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("(Open|Continue).*" + name)))
                .first()
                .click();
        page.waitForURL("**/sessions/*");
        return seesTheSession();
    }

    Person seesTheSession() {
        page.locator("#session[data-state=connected]")
                .waitFor(new Locator.WaitForOptions().setTimeout(COLD_START.toMillis()));
        return this;
    }

    /** Types into whatever the guest shows, as fast as a quick typist. */
    Person types(String text) {
        page.keyboard().type(text, new com.microsoft.playwright.Keyboard.TypeOptions().setDelay(35));
        return this;
    }

    Person presses(String keys) {
        page.keyboard().press(keys);
        return this;
    }

    /** Looks at the page for a while; the page goes on meanwhile. */
    Person waits(Duration time) {
        page.waitForTimeout(time.toMillis());
        return this;
    }

    Person closesTheTab() {
        page.close();
        page = window.newPage();
        return this;
    }

    Person pictures(String name) {
        Browser.picture(page, name, look);
        return this;
    }

    @Override
    public void close() {
        window.close();
    }
}
