{{- /*
SPDX-FileCopyrightText: The Redstart authors
SPDX-License-Identifier: Apache-2.0
*/ -}}

{{- /* The prefix of all names: the release's, with "redstart" in it once. */ -}}
{{- define "redstart.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-redstart" (.Release.Name | trunc 31 | trimSuffix "-") }}{{ end }}
{{- end }}

{{- /* What selects the pods of every service of this release. */ -}}
{{- define "redstart.selector" -}}
app.kubernetes.io/part-of: redstart
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "redstart.labels" -}}
{{ include "redstart.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* What selects the pods of one service: (dict "root" $ "service" "ingest"). */ -}}
{{- define "redstart.serviceSelector" -}}
app.kubernetes.io/name: redstart-{{ .service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "redstart.serviceLabels" -}}
app.kubernetes.io/name: redstart-{{ .service }}
{{ include "redstart.labels" .root }}
{{- end }}

{{- /* The file of settings: the values', the members' addresses and name, and the certificates. */ -}}
{{- define "redstart.settings" -}}
{{- $settings := deepCopy .Values.settings }}
{{- $cluster := dict "bind" "0.0.0.0:5701" "event_bus" "0.0.0.0:5702" "dns" (printf "%s-members" (include "redstart.name" .)) }}
{{- if ne (include "redstart.name" .) "redstart" }}{{ $_ := set $cluster "name" (include "redstart.name" .) }}{{ end }}
{{- if .Values.tls.membersSecret }}
{{- $tls := dict "reload_interval" "1h" }}
{{- range $key, $file := dict "cert_file" "tls.crt" "key_file" "tls.key" "ca_file" "ca.crt" }}
{{- $_ := set $tls $key (printf "/etc/redstart-tls/members/%s" $file) }}
{{- end }}
{{- $_ := set $cluster "tls" $tls }}
{{- end }}
{{- $added := dict "cluster" $cluster }}
{{- if .Values.tls.serverSecret }}
{{- $tls := dict "cert_file" "/etc/redstart-tls/server/tls.crt" "key_file" "/etc/redstart-tls/server/tls.key" "reload_interval" "1h" }}
{{- $protocols := dict }}
{{- $listed := dig "ingest" "otlp" "protocols" dict $settings }}
{{- range list "grpc" "http" }}
{{- /* As in a Collector, a list of one protocol switches the other off. */}}
{{- if or (empty $listed) (hasKey $listed .) }}{{ $_ := set $protocols . (dict "tls" $tls) }}{{ end }}
{{- end }}
{{- $_ := set $added "ingest" (dict "otlp" (dict "protocols" $protocols)) }}
{{- $_ := set $added "query" (dict "tls" $tls "scrape" (dict "tls" $tls)) }}
{{- end }}
{{- mergeOverwrite $added $settings | toYaml }}
{{- end }}

{{- /* The pods of one service: (dict "root" $ "service" "ingest"). */ -}}
{{- define "redstart.pod" -}}
{{- $root := .root }}
{{- $values := index .root.Values .service }}
{{- $store := eq .service "aggregator" }}
metadata:
  labels:
    {{- include "redstart.serviceLabels" . | nindent 4 }}
    {{- with $values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  annotations:
    checksum/settings: {{ include "redstart.settings" $root | sha256sum }}
    prometheus.io/scrape: "true"
    prometheus.io/port: "9464"
    prometheus.io/path: /metrics
    {{- with $values.podAnnotations }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  serviceAccountName: {{ include "redstart.name" $root }}
  automountServiceAccountToken: false
  # Keeps variables such as REDSTART_QUERY_PORT out, which look like settings.
  enableServiceLinks: false
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  # Closing the store may take 45 s on a slow disk.
  terminationGracePeriodSeconds: {{ ternary 60 30 $store }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: {type: RuntimeDefault}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - topologyKey: {{ . }}
      maxSkew: 1
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{ include "redstart.serviceSelector" $ | nindent 10 }}
    {{- end }}
  {{- if $values.onePerNode }}
  affinity:
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {{ include "redstart.serviceSelector" . | nindent 14 }}
  {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: redstart
      image: {{ printf "%s:%s" $root.Values.image.repository (default $root.Chart.AppVersion $root.Values.image.tag) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args: [{{ .service }}, --config, /etc/redstart/redstart.yaml]
      env:
        - name: REDSTART_CLUSTER_ADVERTISE
          valueFrom: {fieldRef: {fieldPath: status.podIP}}
        {{- if $store }}
        - name: REDSTART_AGGREGATOR_NAME
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        {{- end }}
        {{- with $values.env }}{{ toYaml . | nindent 8 }}{{ end }}
      ports:
        {{- if eq .service "ingest" }}
        - {name: otlp-grpc, containerPort: 4317}
        - {name: otlp-http, containerPort: 4318}
        {{- else if eq .service "query" }}
        - {name: query, containerPort: 9090}
        - {name: scrape, containerPort: 8889}
        {{- end }}
        - {name: cluster, containerPort: 5701}
        - {name: event-bus, containerPort: 5702}
        - {name: telemetry, containerPort: 9464}
      # A process is alive while it joins the cluster or opens its store, however long that takes, and
      # then ready. So a slow disk does not make the kubelet restart it.
      startupProbe:
        httpGet: {path: /health/live, port: telemetry}
        periodSeconds: 2
        failureThreshold: 150
      livenessProbe:
        httpGet: {path: /health/live, port: telemetry}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /health/ready, port: telemetry}
        periodSeconds: 5
        timeoutSeconds: 3
      {{- if not $store }}
      lifecycle:
        preStop:
          exec: {command: [sleep, "5"]}   # until no Service sends here any more
      {{- end }}
      resources: {{ toYaml $values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: settings, mountPath: /etc/redstart, readOnly: true}
        - {name: data, mountPath: /var/lib/redstart}
        - {name: tmp, mountPath: /tmp}
        {{- if $root.Values.tls.membersSecret }}
        - {name: members-tls, mountPath: /etc/redstart-tls/members, readOnly: true}
        {{- end }}
        {{- if and $root.Values.tls.serverSecret (not $store) }}
        - {name: server-tls, mountPath: /etc/redstart-tls/server, readOnly: true}
        {{- end }}
        {{- with $values.volumeMounts }}{{ toYaml . | nindent 8 }}{{ end }}
  volumes:
    - name: settings
      configMap: {name: {{ include "redstart.name" $root }}}
    {{- if eq .service "ingest" }}
    - name: data                # the queue of ingest.forward: docs/forward.md
      emptyDir: {sizeLimit: {{ $values.queueSize }}}
    {{- else if eq .service "query" }}
    - name: data                # the position of query.export: docs/kubernetes.md
      emptyDir: {sizeLimit: 64Mi}
    {{- end }}
    - name: tmp                 # native libraries are unpacked there
      emptyDir: {sizeLimit: 256Mi}
    {{- if $root.Values.tls.membersSecret }}
    - name: members-tls
      secret: {secretName: {{ $root.Values.tls.membersSecret }}, defaultMode: 288}   # 0440
    {{- end }}
    {{- if and $root.Values.tls.serverSecret (not $store) }}
    - name: server-tls
      secret: {secretName: {{ $root.Values.tls.serverSecret }}, defaultMode: 288}
    {{- end }}
    {{- with $values.volumes }}{{ toYaml . | nindent 4 }}{{ end }}
{{- end }}

{{- /* A Deployment of a service, with its autoscaler: (dict "root" $ "service" "ingest"). */ -}}
{{- define "redstart.deployment" -}}
{{- $values := index .root.Values .service -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "redstart.name" .root }}-{{ .service }}
  labels: {{ include "redstart.serviceLabels" . | nindent 4 }}
spec:
  {{- if not $values.autoscaling.enabled }}
  replicas: {{ $values.replicas }}
  {{- end }}
  minReadySeconds: 10
  strategy:
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  selector:
    matchLabels: {{ include "redstart.serviceSelector" . | nindent 6 }}
  template: {{ include "redstart.pod" . | nindent 4 }}
{{- if $values.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "redstart.name" .root }}-{{ .service }}
  labels: {{ include "redstart.serviceLabels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "redstart.name" .root }}-{{ .service }}
  minReplicas: {{ $values.autoscaling.minReplicas }}
  maxReplicas: {{ $values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: AverageValue, averageValue: {{ $values.autoscaling.cpu | quote }}}
  behavior:
    scaleUp: {stabilizationWindowSeconds: 60}
    scaleDown:
      stabilizationWindowSeconds: 600
      policies: [{type: Pods, value: 1, periodSeconds: 60}]
{{- end }}
---
{{ include "redstart.budget" . }}
{{- end }}

{{- define "redstart.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "redstart.name" .root }}-{{ .service }}
  labels: {{ include "redstart.serviceLabels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{ include "redstart.serviceSelector" . | nindent 6 }}
{{- end }}

{{- /* What the Services of ingest and query have in common. */ -}}
{{- define "redstart.serviceHead" -}}
{{- $values := index .root.Values .service -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "redstart.name" .root }}-{{ .service }}
  labels: {{ include "redstart.serviceLabels" . | nindent 4 }}
  {{- with $values.service.annotations }}
  annotations: {{ toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if ne $values.service.type "ClusterIP" }}
  type: {{ $values.service.type }}
  {{- end }}
  selector: {{ include "redstart.serviceSelector" . | nindent 4 }}
{{- end }}
