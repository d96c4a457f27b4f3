#version 330 core
uniform int layer;
uniform float sleeve;
in vec3 rest;
in float along;
// garment
void main() {
    if (gone(rest, along)) discard;
}
