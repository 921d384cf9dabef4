// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import java.util.Map;

/**
 * What clients can ask about this server.
 *
 * @param version the version of Redstart
 * @param flags settings by the names of Prometheus' flags
 * @param retention how long samples are kept, as in {@code 15d}
 */
public record ServerFacts(String version, Map<String, String> flags, String retention) {
  /** Copies the map. */
  public ServerFacts {
    flags = Map.copyOf(flags);
  }
}
