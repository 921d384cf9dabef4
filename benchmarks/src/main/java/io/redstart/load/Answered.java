// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

/**
 * How often a request was sent, by its answer.
 *
 * @param body the request
 * @param acknowledged how often its spans must be counted
 * @param unknown how often its spans may be counted in addition; partial successes belong here
 * @param refused how often it was refused, which must not count
 */
public record Answered(Workload.Body body, long acknowledged, long unknown, long refused) {}
