// Where cloth is: shared by the picture and the shadow.
uniform vec3 throat;       // rest position
uniform vec4 neck;         // radius of the neckline, depth of its V below the throat, half width per metre of V, unused
uniform float hem;         // height at which the top ends
uniform float cut_waist;   // height at which the trousers begin

// How far inside the neckline's opening, metres; negative on cloth.
float opening(vec3 p) {
    vec3 away = p - throat;
    float round_neck = neck.x - length(away * vec3(1.0, 1.0, 0.9));
    float v = (away.y + neck.y) * neck.z - abs(away.x);
    float front = step(0.0, away.z + 0.01);
    return max(round_neck, neck.y > 0.0 ? front * v + (front - 1.0) : -1.0);
}

// How far above the top's hem, metres. Hands hang below it at rest and are far from it.
float above_hem(vec3 p, float along_arm) { return along_arm > 0.2 ? 1.0 : p.y - hem; }

bool gone(vec3 p, float along_arm) {
    if (layer == 1) return opening(p) > 0.0 || along_arm > sleeve || above_hem(p, along_arm) < 0.0;
    if (layer == 2) return p.y > cut_waist;
    if (layer == 0) {
        bool covered = along_arm < sleeve - 0.12 && along_arm > -0.5 && opening(p) < -0.025 && p.y < throat.y + 0.03;
        bool below = above_hem(p, along_arm) < -0.02;
        return covered || below;
    }
    return false;
}
