// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.scale;

import io.redstart.load.cluster.Member;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.OwnMetrics;
import io.redstart.load.server.ProcessUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster has used so far.
 *
 * @param aggregators the use of each aggregator
 * @param ingest the use of the ingest service
 * @param messages the messages to shards
 * @param labelSets the label sets of each aggregator
 * @param storeBytes the heap that the label sets of all aggregators hold, by their own estimates
 */
record ClusterUse(
    List<ProcessUse> aggregators,
    ProcessUse ingest,
    double messages,
    List<Double> labelSets,
    double storeBytes) {
  static ClusterUse of(Members members) throws IOException, InterruptedException {
    List<ProcessUse> aggregators = new ArrayList<>();
    List<Double> labelSets = new ArrayList<>();
    double storeBytes = 0;
    for (Member aggregator : members.aggregators()) {
      aggregators.add(ProcessUse.of(aggregator.process().pid()));
      OwnMetrics metrics = OwnMetrics.of(aggregator);
      labelSets.add(metrics.sum("redstart_store_label_sets"));
      storeBytes += metrics.value("redstart_memory_used_bytes{part=\"store\"}");
    }
    Member ingest = members.ingests().get(0);
    return new ClusterUse(
        aggregators,
        ProcessUse.of(ingest.process().pid()),
        OwnMetrics.of(ingest).sum("redstart_ingest_channel_messages_total"),
        labelSets,
        storeBytes);
  }

  /** Returns the most label sets of an aggregator in relation to their mean. */
  double busiestShare() {
    double sum = labelSets.stream().mapToDouble(sets -> sets).sum();
    double most = labelSets.stream().mapToDouble(sets -> sets).max().orElse(0);
    return most * labelSets.size() / sum;
  }

  /** Returns the mean resident memory of an aggregator. */
  long residentBytes() {
    return (long)
        aggregators.stream().mapToLong(ProcessUse::residentBytes).average().orElse(0);
  }
}
