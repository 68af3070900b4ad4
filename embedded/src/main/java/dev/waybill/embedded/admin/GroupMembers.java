package dev.waybill.embedded.admin;

import dev.waybill.admin.GroupDescription.Member;
import dev.waybill.broker.group.Client;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.embedded.translation.Words;
import java.util.List;

/** The members of a group, in this process and on the wire. */
final class GroupMembers {

  private GroupMembers() {}

  static List<Member> of(GroupDescription group) {
    return group.members().stream().map(GroupMembers::member).toList();
  }

  private static Member member(MemberDescription member) {
    return new Member(
        member.memberId(),
        client(member.client()),
        member.epoch(),
        member.assigned().stream().map(Words::toApi).toList());
  }

  private static String client(Client client) {
    if (client.equals(Client.IN_PROCESS)) {
      return "";
    }
    return client.id().isEmpty() ? client.host() : client.id() + " at " + client.host();
  }
}
