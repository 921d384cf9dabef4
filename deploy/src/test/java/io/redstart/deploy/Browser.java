// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window. The programs come from {@code PATH} or the variables {@code
 * REDSTART_TEST_CHROMIUM} and {@code REDSTART_TEST_CHROMEDRIVER}; tests are skipped without them.
 */
final class Browser implements AutoCloseable {
  private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;
  private final String root;
  private final String axe;

  private Browser(ChromeDriver driver, String root) {
    this.driver = driver;
    this.root = root;
    this.axe = resource(AXE);
  }

  /** Starts a browser for the pages of a server. */
  static Browser start(String root) {
    Path chromium = PeerProgram.find("chromium", "REDSTART_TEST_CHROMIUM");
    Path driver = PeerProgram.find("chromedriver", "REDSTART_TEST_CHROMEDRIVER");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    // Containers lack what its sandbox and its shared memory need; it sees only our own pages.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service = new ChromeDriverService.Builder()
        .usingDriverExecutable(driver.toFile())
        .usingAnyFreePort()
        .withLogFile(new File("target/chromedriver.log"))
        .build();
    return new Browser(new ChromeDriver(service, options), root);
  }

  private static String resource(String name) {
    try (InputStream in = Browser.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens an address of the server, and waits for an element. */
  void open(String path, String selector) {
    driver.get(root + path);
    find(selector);
  }

  /** Sets the size of the window, and whether the system's theme is dark. */
  void look(int width, boolean isDark) {
    driver.manage().window().setSize(new Dimension(width, 900));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
  }

  /** Returns the first element of a selector, once there is one. */
  WebElement find(String selector) {
    await().atMost(PATIENCE).until(() -> !all(selector).isEmpty());
    return driver.findElement(By.cssSelector(selector));
  }

  /** Returns the elements of a selector. */
  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Waits until an element contains a text. */
  void awaitText(String selector, String text) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(selector)).contains(text));
  }

  /** Returns the text of an element; the page may replace it meanwhile. */
  String text(String selector) {
    return (String) run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Presses Tab until the focus is on an element, as often as it takes to come round. */
  void tabTo(String selector) {
    for (int presses = 0; presses < 60; presses++) {
      if ((boolean) run("return document.activeElement.matches(arguments[0])", selector)) {
        return;
      }
      press(Keys.TAB);
    }
    throw new AssertionError("Tab never reaches " + selector);
  }

  /** Returns the path and the query string of the address. */
  String address() {
    return driver.getCurrentUrl().substring(root.length());
  }

  /** Goes back as the button of the browser does. */
  void back() {
    driver.navigate().back();
  }

  /** Runs a script on the page. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Checks the accessibility of what is shown. */
  @SuppressWarnings("unchecked")
  List<String> violations() {
    run(axe);
    return (List<String>) driver.executeAsyncScript("""
        const done = arguments[arguments.length - 1];
        axe.run().then(({violations}) => done(violations.flatMap(({id, nodes}) =>
            nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`))));
        """);
  }

  /** Returns what the browser has complained about since the last call, such as blocked scripts. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
