// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import java.util.List;

/** Checks the files as they are written. */
class WrittenLayersTest extends LayersContract {
  @Override
  List<Manifest> read(String folder) {
    return Layer.written(folder);
  }
}
