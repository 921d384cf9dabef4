// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Objects that a foreign member sends; they count how often they were created or run. */
final class Intruder {
  static final AtomicInteger RUNS = new AtomicInteger();
  static final AtomicInteger CREATED = new AtomicInteger();

  private Intruder() {}

  /** A task that is sent by Java serialization. */
  static final class Task implements Callable<String>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public String call() {
      RUNS.incrementAndGet();
      return "run";
    }
  }

  /** An entry processor that is sent as the name of its class. */
  static final class Processor implements EntryProcessor<String, String, String>, DataSerializable {
    private static final long serialVersionUID = 1;

    /** Called by Hazelcast. */
    Processor() {
      CREATED.incrementAndGet();
    }

    @Override
    public String process(Map.Entry<String, String> entry) {
      RUNS.incrementAndGet();
      return "run";
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
  }
}
