// What all tests of a binary share: its brokers, and names that no two tests share. Each binary has one environment:
// one broker (broker_environment.cc) or a cluster of three (cluster_environment.cc).
#pragma once

#include <string>
#include <string_view>

#include "tests/support/broker.h"
#include "tests/support/cluster.h"
#include "tests/support/kafka_client.h"

namespace wirefold {

// Of the brokers that the binary has.
const std::string& BootstrapServers();
// What a topic has of replicas, and how many of them must have a record.
int Replicas();
int InSyncReplicas();

// They start with the binary; all tests fail with the reason when they cannot. One of the two exists.
Broker& TestBroker();
Cluster& TestCluster();

// Settings of a broker that its controller fences every four seconds: while it is, its answers name no broker.
extern const Broker::Settings kFencedAgainAndAgain;

// For topics and groups.
std::string UniqueName(std::string_view prefix);

}  // namespace wirefold
