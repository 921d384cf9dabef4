// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import io.redstart.config.Setting;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The settings of the page, in the block {@code ui:}.
 *
 * @param traceUrl the address of a trace, with {@link #TRACE_ID}; empty for no links
 */
public record UiConfig(
    @Setting(
        doc =
            "Where a trace can be seen: an `http` or `https` URL with `{trace_id}` in place of the"
                + " id, such as `http://localhost:16686/trace/{trace_id}` of Jaeger; the page links its"
                + " example traces to it",
        byDefault = "\"\"")
    String traceUrl) {
  /** Stands for the id of a trace. */
  static final String TRACE_ID = "{trace_id}";

  /** Checks the URL: browsers would run a {@code javascript:} address on the page. */
  public UiConfig {
    if (!traceUrl.isEmpty()) {
      requireTemplate(traceUrl);
    }
  }

  private static void requireTemplate(String url) {
    if (!url.contains(TRACE_ID)) {
      throw new IllegalArgumentException(
          "trace_url must contain " + TRACE_ID + ", where the id of the trace goes");
    }
    try {
      URI uri = new URI(url.replace(TRACE_ID, "0"));
      if (uri.getHost() != null && isHttp(uri.getScheme())) {
        return;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("trace_url is not a URL: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("trace_url must be an http or https URL, not " + url);
  }

  private static boolean isHttp(String scheme) {
    return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
  }
}
