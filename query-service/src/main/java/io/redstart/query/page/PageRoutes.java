// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves the files of the page from the jar. A browser keeps them, and asks each time whether they
 * have changed, so an update of Redstart never mixes with old files.
 */
public final class PageRoutes {
  /** The paths of the views; {@code app.js} shows the one that the address names. */
  private static final String[] VIEWS = {
    "/", "/service", "/operation", "/query", "/graph", "/status"
  };

  /** The page's own files, below {@code /assets/page/}. */
  static final String[] FILES = {
    "api.js",
    "app.js",
    "chart.js",
    "completion.js",
    "controls.js",
    "dom.js",
    "editor.js",
    "facts.js",
    "heatmap.js",
    "icon.svg",
    "page.css",
    "place.js",
    "promql.js",
    "red.js",
    "syntax.js",
    "table.js",
    "theme.js",
    "time.js",
    "units.js",
    "view/exemplars.js",
    "view/operation.js",
    "view/query.js",
    "view/redcharts.js",
    "view/service.js",
    "view/services.js",
    "view/status.js",
    "view/welcome.js",
  };

  /** The resources of this package. */
  static final String ROOT = "io/redstart/query/page/";

  /** Where uPlot's jar has its files; the version is that of the dependency. */
  private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

  /**
   * Only files of this server may run, style or be asked. uPlot moves its parts by the DOM, which
   * needs no exception.
   */
  private static final String CONTENT_SECURITY_POLICY = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'");

  /** The files that were asked for, by resource. */
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  /** Adds the paths of the page to a router. */
  public static void add(Router router) {
    PageRoutes page = new PageRoutes();
    resources()
        .forEach((path, resource) -> router
            .route(path)
            .method(HttpMethod.GET)
            .method(HttpMethod.HEAD)
            .handler(context -> page.serve(resource, context)));
  }

  /** Returns the resource of each path. */
  private static Map<String, String> resources() {
    Map<String, String> resources =
        Stream.of(FILES).collect(Collectors.toMap(file -> "/assets/page/" + file, ROOT::concat));
    for (String view : VIEWS) {
      resources.put(view, ROOT + "index.html");
    }
    resources.put("/assets/uplot/uPlot.esm.js", UPLOT + "uPlot.esm.js");
    resources.put("/assets/uplot/uPlot.min.css", UPLOT + "uPlot.min.css");
    return resources;
  }

  private void serve(String resource, RoutingContext context) {
    PageFile known = files.get(resource);
    if (known != null) {
      send(known, context);
      return;
    }
    context
        .vertx()
        .executeBlocking(() -> PageFile.read(resource), false)
        .onSuccess(read -> {
          files.put(resource, read);
          send(read, context);
        })
        .onFailure(context::fail);
  }

  private static void send(PageFile file, RoutingContext context) {
    HttpServerResponse response = context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(HttpHeaders.ETAG, file.etag())
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && known.contains(file.etag())) {
      response.setStatusCode(304).end();
      return;
    }
    boolean isGzipped = context.parsedHeaders().acceptEncoding().stream()
        .anyMatch(coding -> coding.value().equalsIgnoreCase("gzip") && coding.weight() > 0);
    if (isGzipped) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.contentType())
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(isGzipped ? file.gzipped() : file.plain());
    }
  }
}
