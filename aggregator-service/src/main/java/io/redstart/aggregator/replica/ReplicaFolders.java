// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names of the folders of replicas, inside the folder of a process's own store:
 *
 * <pre>
 *   redstart-data/
 *     rows/, journal/, …      the own store
 *     replicas/
 *       0123…cdef/            a whole store of another aggregator, named after its id
 *       4567…89ab.part/       a copy that is being made, or was interrupted
 *       4567…89ab.gone/       a replica that is being deleted
 * </pre>
 */
public record ReplicaFolders(Path storeFolder) {
  private static final String PART = ".part";
  private static final String GONE = ".gone";

  /** Returns the folder of all replicas. */
  public Path all() {
    return storeFolder.resolve("replicas");
  }

  /** Returns the folder of a whole replica. */
  public Path of(StoreId store) {
    return all().resolve(store.toString());
  }

  /** Returns the folder of a copy that is being made. */
  public Path part(StoreId store) {
    return all().resolve(store + PART);
  }

  /** Returns the name of a replica's folder while it is being deleted. */
  Path gone(StoreId store) {
    return all().resolve(store + GONE);
  }

  /** Returns the stores of which there is a whole replica. */
  List<StoreId> whole() throws IOException {
    return named("");
  }

  /** Returns the stores of which there is an unfinished copy. */
  public List<StoreId> unfinished() throws IOException {
    return named(PART);
  }

  /** Returns the stores whose replicas were being deleted when the process ended. */
  List<StoreId> gone() throws IOException {
    return named(GONE);
  }

  private List<StoreId> named(String ending) throws IOException {
    if (!Files.isDirectory(all())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(all())) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .flatMap(
              name -> StoreId.parse(name.substring(0, name.length() - ending.length())).stream())
          .sorted()
          .toList();
    }
  }

  /** Returns whether there is a whole replica of a store. */
  Optional<Path> find(StoreId store) {
    return Optional.of(of(store)).filter(Files::isDirectory);
  }
}
