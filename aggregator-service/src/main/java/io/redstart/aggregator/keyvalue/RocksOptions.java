// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The settings of RocksDB, and the memory it uses.
 *
 * <p>One cache of {@code cacheBytes} holds blocks, indexes and filters, and is charged for
 * memtables by the {@link WriteBufferManager}. Beside it there are about 15 MB of code and threads,
 * 10 MB of buffers for one flush and one compaction (both measured), some KB for each of at most
 * {@link #OPEN_FILES_MAX} open files, 50 KB a family, and the batch being written. The cache exceeds
 * its capacity only by what open cursors pin and by what is written while a flush is under way.
 */
final class RocksOptions implements AutoCloseable {
  /** The family that RocksDB always has, and never drops. */
  static final String DEFAULT_FAMILY = "default";

  private static final long MIB = 1 << 20;
  private static final int OPEN_FILES_MAX = 512;
  private static final int BLOCK_BYTES = 16 << 10;
  private static final int BLOOM_BITS_PER_KEY = 10;

  /** The share of the cache in which data blocks do not displace indexes and filters. */
  private static final double INDEX_SHARE = 0.2;

  /**
   * Rows are written six times an hour and then compacted by hand, so compaction on its own is only
   * for families that change for longer.
   */
  private static final int ROW_FILES_BEFORE_COMPACTION = 8;

  private final Cache cache;
  private final WriteBufferManager memtables;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final CompressionOptions fastZstd = new CompressionOptions().setLevel(1);
  private final ColumnFamilyOptions small;
  private final ColumnFamilyOptions rows;
  private final DBOptions database;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

  RocksOptions(long cacheBytes) {
    cache = new LRUCache(cacheBytes, -1, false, INDEX_SHARE);
    memtables = new WriteBufferManager(cacheBytes, cache);
    small = family(cacheBytes).setCompressionType(CompressionType.LZ4_COMPRESSION);
    rows = family(cacheBytes)
        .setCompressionType(CompressionType.ZSTD_COMPRESSION)
        .setCompressionOptions(fastZstd)
        .setLevel0FileNumCompactionTrigger(ROW_FILES_BEFORE_COMPACTION);
    database = database();
  }

  DBOptions forDatabase() {
    return database;
  }

  WriteOptions forWrites() {
    return unlogged;
  }

  ColumnFamilyDescriptor descriptor(byte[] name) {
    return new ColumnFamilyDescriptor(
        name, Arrays.equals(name, RocksDB.DEFAULT_COLUMN_FAMILY) ? small : rows);
  }

  static long writeBufferBytes(long cacheBytes) {
    return Math.min(64 * MIB, Math.max(MIB, cacheBytes / 4));
  }

  static byte[] nameBytes(String family) {
    return family.getBytes(StandardCharsets.UTF_8);
  }

  static void checkDroppable(String family) {
    if (family.equals(DEFAULT_FAMILY)) {
      throw new IllegalArgumentException("family " + DEFAULT_FAMILY + " cannot be dropped");
    }
  }

  private ColumnFamilyOptions family(long cacheBytes) {
    return new ColumnFamilyOptions()
        // A full memtable flushes those of all families, so it should not fill too soon.
        .setWriteBufferSize(writeBufferBytes(cacheBytes))
        .setTableFormatConfig(new BlockBasedTableConfig()
            .setBlockSize(BLOCK_BYTES)
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setFilterPolicy(filter));
  }

  private DBOptions database() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setAtomicFlush(true)
        .setAvoidFlushDuringShutdown(true)
        .setWriteBufferManager(memtables)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        // Writes back early what would otherwise delay the syncs of a journal on the same disk.
        .setBytesPerSync(MIB)
        // A full disk is retried all the same; after other errors the process starts anew.
        .setMaxBgErrorResumeCount(0)
        .setMaxManifestFileSize(16 * MIB)
        .setSkipStatsUpdateOnDbOpen(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /** Frees the settings; the database must be closed. */
  @Override
  public void close() {
    unlogged.close();
    database.close();
    rows.close();
    small.close();
    fastZstd.close();
    filter.close();
    memtables.close();
    cache.close();
  }
}
