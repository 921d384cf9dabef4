// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

/**
 * What a metric of a process is.
 *
 * @param name its name, without {@code _sum}, {@code _count} and {@code _bucket}
 * @param type its type in Prometheus' words
 * @param help what it measures
 */
public record OwnFamily(String name, String type, String help) {}
