// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens every file that the journal reads or writes. Tests use it to make disks fail. */
@FunctionalInterface
interface ChannelOpener {
  /** Opens a file, or a folder in order to sync it. */
  FileChannel open(Path path, OpenOption... options) throws IOException;
}
