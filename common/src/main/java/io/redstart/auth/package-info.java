// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Authentication of clients: bearer tokens and names with passwords from settings and files ({@link
 * io.redstart.auth.Credentials}), and the check of an {@code authorization} header against
 * them ({@link io.redstart.auth.Authenticator}).
 */
@NullMarked
package io.redstart.auth;

import org.jspecify.annotations.NullMarked;
