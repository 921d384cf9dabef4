// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Who may send: bearer tokens and names with passwords, read from settings and files ({@link
 * io.redstart.ingest.auth.Credentials}), and the check of one {@code authorization} header against
 * them ({@link io.redstart.ingest.auth.Authenticator}). Nothing here knows of requests or answers.
 */
@NullMarked
package io.redstart.ingest.auth;

import org.jspecify.annotations.NullMarked;
