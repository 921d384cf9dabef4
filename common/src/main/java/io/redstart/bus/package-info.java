// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Connects {@link io.redstart.wire} with the Vert.x event bus: {@link io.redstart.bus.FrameCodec}
 * transfers frames, {@link io.redstart.bus.StoreDirectory} collects the announcements of stores.
 */
@NullMarked
package io.redstart.bus;

import org.jspecify.annotations.NullMarked;
