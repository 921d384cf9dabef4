// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

/**
 * What the connections of a port may do.
 *
 * @param max how many there may be, 1 or more
 * @param firstRequestMillis how long a socket may take to speak HTTP, and one with HTTP/1.1 to
 *     its first request
 * @param idleMillis how long one is kept on which no new request begins; longer than a request takes
 * @param ageMillis how long one is kept at all; 0 for as long as it lasts
 * @param graceMillis how long requests on one that is closed for its age may still take
 */
public record ConnectionLimits(
    int max, long firstRequestMillis, long idleMillis, long ageMillis, long graceMillis) {}
