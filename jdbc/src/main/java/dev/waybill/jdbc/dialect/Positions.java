package dev.waybill.jdbc.dialect;

import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads positions where no arrays are to be had. */
final class Positions {

  private static final String BY_KEY =
      " WHERE group_name = ? AND topic = ? AND partition_number = ?";

  private Positions() {}

  /** Rows of topic, partition and offset. */
  static Map<TopicPartition, Long> read(ResultSet rows) throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    while (rows.next()) {
      positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
    }
    return positions;
  }

  /**
   * A SELECT by primary key for each, in one statement. Not one SELECT with ORs: InnoDB locks what
   * it looks at, and a plan that scans the group would lock its other partitions, too.
   */
  static Map<TopicPartition, Long> union(
      Connection connection, String table, String group, List<TopicPartition> partitions)
      throws SQLException {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < partitions.size(); i++) {
      sql.append(i == 0 ? "(" : " UNION ALL (")
          .append("SELECT topic, partition_number, next_offset FROM ")
          .append(table)
          .append(BY_KEY)
          .append(" FOR UPDATE)");
    }
    try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
      int parameter = 1;
      for (TopicPartition partition : partitions.stream().sorted().toList()) {
        select.setString(parameter++, group);
        select.setString(parameter++, partition.topic());
        select.setInt(parameter++, partition.partition());
      }
      try (ResultSet rows = select.executeQuery()) {
        return read(rows);
      }
    }
  }

  /** A statement each: for databases in this process. */
  static Map<TopicPartition, Long> oneByOne(
      Connection connection,
      String table,
      String group,
      List<TopicPartition> partitions,
      String suffix)
      throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    String sql = "SELECT topic, partition_number, next_offset FROM " + table + BY_KEY + suffix;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (TopicPartition partition : partitions.stream().sorted().toList()) {
        select.setString(1, group);
        select.setString(2, partition.topic());
        select.setInt(3, partition.partition());
        try (ResultSet rows = select.executeQuery()) {
          positions.putAll(read(rows));
        }
      }
    }
    return positions;
  }
}
