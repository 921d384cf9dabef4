// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map. Changes return a new map that shares all but the path to the changed
 * entry with the old one, so that a reader keeps a consistent map by keeping a reference.
 *
 * <p>An AVL tree: the heights of two siblings differ by at most one. Adding an entry to a million
 * others copies about 20 nodes.
 */
final class SortedBytes {
  static final SortedBytes EMPTY = new SortedBytes(null, 0);

  /** What an entry takes beside its arrays: five fields of 4 bytes behind a header of 12. */
  private static final int NODE_BYTES = 32;

  /** An entry, with the smaller keys on its left. */
  static final class Node {
    final byte[] key;
    final byte[] value;
    private final @Nullable Node left;
    private final @Nullable Node right;
    private final int height;

    Node(byte[] key, byte[] value, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(heightOf(left), heightOf(right));
    }

    Node with(@Nullable Node newLeft, @Nullable Node newRight) {
      return new Node(key, value, newLeft, newRight);
    }
  }

  private final @Nullable Node root;
  private final long sizeBytes;

  private SortedBytes(@Nullable Node root, long sizeBytes) {
    this.root = root;
    this.sizeBytes = sizeBytes;
  }

  /** Returns the memory of all entries, as a JVM with compressed references lays them out. */
  long sizeBytes() {
    return sizeBytes;
  }

  byte @Nullable [] get(byte[] key) {
    Node found = ceiling(key);
    return found != null && Arrays.equals(found.key, key) ? found.value : null;
  }

  SortedBytes put(byte[] key, byte[] value) {
    return new SortedBytes(put(root, key, value), sizeBytes - entryBytes(key) + sizeOf(key, value));
  }

  SortedBytes remove(byte[] key) {
    long removedBytes = entryBytes(key);
    return removedBytes == 0 ? this : new SortedBytes(remove(root, key), sizeBytes - removedBytes);
  }

  /** Returns the first entry that is not below {@code key}. */
  @Nullable
  Node ceiling(byte[] key) {
    return above(key, 0);
  }

  /** Returns the first entry above {@code key}. */
  @Nullable
  Node higher(byte[] key) {
    return above(key, 1);
  }

  /** Returns the last entry that is not above {@code key}. */
  @Nullable
  Node floor(byte[] key) {
    return below(key, 0);
  }

  /** Returns the last entry below {@code key}. */
  @Nullable
  Node lower(byte[] key) {
    return below(key, -1);
  }

  private @Nullable Node above(byte[] key, int leastComparison) {
    Node found = null;
    Node node = root;
    while (node != null) {
      if (Arrays.compareUnsigned(node.key, key) >= leastComparison) {
        found = node;
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return found;
  }

  private @Nullable Node below(byte[] key, int greatestComparison) {
    Node found = null;
    Node node = root;
    while (node != null) {
      if (Arrays.compareUnsigned(node.key, key) <= greatestComparison) {
        found = node;
        node = node.right;
      } else {
        node = node.left;
      }
    }
    return found;
  }

  private static Node put(@Nullable Node node, byte[] key, byte[] value) {
    if (node == null) {
      return new Node(key, value, null, null);
    }
    int comparison = Arrays.compareUnsigned(key, node.key);
    if (comparison == 0) {
      return new Node(key, value, node.left, node.right);
    }
    return comparison < 0
        ? balanced(node.with(put(node.left, key, value), node.right))
        : balanced(node.with(node.left, put(node.right, key, value)));
  }

  private static @Nullable Node remove(@Nullable Node node, byte[] key) {
    if (node == null) {
      return null;
    }
    int comparison = Arrays.compareUnsigned(key, node.key);
    if (comparison < 0) {
      return balanced(node.with(remove(node.left, key), node.right));
    }
    if (comparison > 0) {
      return balanced(node.with(node.left, remove(node.right, key)));
    }
    if (node.right == null) {
      return node.left;
    }
    Node successor = first(node.right);
    return balanced(successor.with(node.left, remove(node.right, successor.key)));
  }

  private static Node first(Node node) {
    Node first = node;
    for (Node left = node.left; left != null; left = left.left) {
      first = left;
    }
    return first;
  }

  /** Restores the balance of a node whose children are balanced and differ by at most two. */
  private static Node balanced(Node node) {
    Node left = node.left;
    Node right = node.right;
    if (left != null && left.height > heightOf(right) + 1) {
      return rotateRight(
          node, heightOf(left.right) > heightOf(left.left) ? rotateLeft(left) : left);
    }
    if (right != null && right.height > heightOf(left) + 1) {
      return rotateLeft(
          node, heightOf(right.left) > heightOf(right.right) ? rotateRight(right) : right);
    }
    return node;
  }

  private static Node rotateRight(Node node) {
    return node.left == null ? node : rotateRight(node, node.left);
  }

  private static Node rotateLeft(Node node) {
    return node.right == null ? node : rotateLeft(node, node.right);
  }

  private static Node rotateRight(Node node, Node left) {
    return left.with(left.left, node.with(left.right, node.right));
  }

  private static Node rotateLeft(Node node, Node right) {
    return right.with(node.with(node.left, right.left), right.right);
  }

  private static int heightOf(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  private long entryBytes(byte[] key) {
    byte[] value = get(key);
    return value == null ? 0 : sizeOf(key, value);
  }

  private static long sizeOf(byte[] key, byte[] value) {
    return NODE_BYTES + arrayBytes(key) + arrayBytes(value);
  }

  /** An array has a header of 16 bytes, and the next object begins at a multiple of 8. */
  private static long arrayBytes(byte[] array) {
    return 16 + (array.length + 7L) / 8 * 8;
  }
}
